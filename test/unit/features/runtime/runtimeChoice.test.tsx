/** @jest-environment jsdom */
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import type { RuntimeFacts } from '../../../../extension/src/features/runtime';
import { IDLE, INFO, type PanelChange } from '../../ui/fakeApp';
import { showPanel } from '../../ui/showPanel';

const FACTS: RuntimeFacts = {
  stored: [{ name: 'MobileSAM', bytes: 44.6e6, hashes: ['aa', 'bb'] }],
  cacheBytes: 12.6e6,
  cacheLimitBytes: 201.3e6,
  cachedEmbeddings: 3,
  foreignRequests: 0,
};

const show = (change: PanelChange['runtime'] = {}) =>
  showPanel({ runtime: { facts: FACTS, ...change } }).app.runtime;
const toggle = () => fireEvent.click(screen.getByRole('button', { name: 'Model' }));
const choose = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

afterEach(cleanup);

test('the particulars are shown on request and looked up anew', () => {
  const runtime = show();
  expect(screen.queryByText('This machine')).toBeNull();
  toggle();
  expect(runtime.inspect).toHaveBeenCalledTimes(1);
  const text = document.querySelector('.sam-runtime')!.textContent;
  expect(text).toContain('This machineNo GPUThe processor runs the model.');
  expect(text).toContain('Self-check, encoder1,820 ms');
  expect(text).toContain('Self-check, decoder95 ms');
  expect(text).toContain('3 encoded views12.6 of 201.3 MB');
  expect(text).toContain('Requests to other servers0');
  toggle();
  expect(screen.queryByText('This machine')).toBeNull();
});

test('tier, model and backend are the reader’s to choose', () => {
  const runtime = show();
  toggle();
  choose('Tier', 'laptop-gpu');
  choose('Run on', 'wasm');
  const model = screen.getByLabelText<HTMLSelectElement>('Model');
  expect(within(model).getByText('MobileSAM (44.6 MB)')).toBeTruthy();
  choose('Model', 'mobile-sam');
  expect(runtime.changeSettings.mock.calls).toEqual([
    [{ tier: 'laptop-gpu' }],
    [{ backend: 'wasm' }],
    [{ model: 'mobile-sam' }],
  ]);
});

test('stored models are listed with their size and can be removed', () => {
  const runtime = show();
  toggle();
  fireEvent.click(screen.getByRole('button', { name: /^Remove MobileSAM/ }));
  expect(runtime.removeStored).toHaveBeenCalledWith(['aa', 'bb']);
});

test('a choice that fails can be taken back where it failed', () => {
  const settings = { ...IDLE.runtime.settings, model: 'huge' };
  const runtime = show({
    runtime: { phase: 'failed', code: 'out-of-memory', detail: 'bad_alloc' },
    settings,
  });
  toggle();
  expect(screen.getByLabelText<HTMLSelectElement>('Model').value).toBe('huge');
  choose('Model', 'auto');
  expect(runtime.changeSettings).toHaveBeenCalledWith({ model: 'auto' });
});

test('what was given up is told in one sentence each, and where nothing is kept', () => {
  show({
    runtime: {
      phase: 'ready',
      info: {
        ...INFO,
        failedProviders: [
          { provider: 'webgpu-fp16', cause: 'mismatch' },
          { provider: 'webgpu-fp32', cause: 'device-lost' },
        ],
        storageTrouble: 'quota',
      },
    },
  });
  expect(screen.getByText(/^WebGPU, 16-bit: did not give/)).toBeTruthy();
  expect(screen.getByText(/^WebGPU: the graphics adapter stopped answering/)).toBeTruthy();
  expect(screen.getByText(/^The browser’s storage is full/)).toBeTruthy();
});

test('a download that broke says that it goes on', () => {
  show({ runtime: { phase: 'downloading', loadedBytes: 1, totalBytes: 2, retrying: true } });
  expect(screen.getByText(/connection broke/)).toBeTruthy();
});
