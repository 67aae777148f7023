/** @jest-environment jsdom */
import {
  act,
  cleanup,
  createEvent,
  fireEvent,
  render,
  screen,
  within,
} from '@testing-library/react';
import type { SessionState } from '../../../extension/src/app/types';
import { createTexts } from '../../../extension/src/i18n/texts';
import type { PanelKeys } from '../../../extension/src/ui/panelContext';
import { SamPanel } from '../../../extension/src/ui/SamPanel';
import { fakeSession, INITIAL, PREVIEW, PROMPTS, READY, TARGET } from './fakeSession';

const KEYS: PanelKeys = { include: 'P', exclude: 'N', box: 'B', excludeModifier: 'Shift' };

function show(change: Partial<SessionState> = {}, language = 'en') {
  const session = fakeSession({ ...READY, ...change });
  const view = render(<SamPanel session={session} texts={createTexts(language)} keys={KEYS} />);
  return { session, container: view.container };
}

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const isDisabled = (element: HTMLElement) => element.getAttribute('aria-disabled') === 'true';

afterEach(cleanup);

describe('state in words', () => {
  test.each<[string, Partial<SessionState>]>([
    ['The model is not loaded yet.', { runtime: INITIAL.runtime }],
    ['Preparing the model…', { runtime: { phase: 'compiling' } }],
    ['Checking the model…', { runtime: { phase: 'checking' } }],
    ['Show an image to begin', { slice: { phase: 'none' } }],
    ['Preparing this slice…', { slice: { phase: 'preparing' } }],
    ['Ready', {}],
    ['Segmenting…', { working: true }],
  ])('%s', (words, state) => {
    show(state);
    expect(screen.getAllByRole('status')[0].textContent).toBe(words);
  });

  test('the download is told in megabytes', () => {
    show({
      runtime: { phase: 'downloading', loadedBytes: 12.34e6, totalBytes: 38.9e6, retrying: true },
    });
    const bar = screen.getByRole('progressbar');
    expect(bar.getAttribute('aria-valuenow')).toBe('32');
    expect(bar.getAttribute('aria-valuetext')).toBe('12.3 of 38.9 MB');
    expect(screen.getByText('12.3 of 38.9 MB')).toBeTruthy();
  });

  test('a download of unknown size shows no nonsense', () => {
    show({ runtime: { phase: 'downloading', loadedBytes: 5e6, totalBytes: 0, retrying: false } });
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('0');
  });

  test('the backend and every reason for it', () => {
    if (READY.runtime.phase !== 'ready') throw new Error('The fixture is not ready.');
    const { info } = READY.runtime;
    show({
      runtime: {
        phase: 'ready',
        info: { ...info, threads: 1, reasons: ['no-webgpu', 'not-cross-origin-isolated'] },
      },
    });
    expect(screen.getByText('WASM, 1 thread')).toBeTruthy();
    expect(screen.getByText('No WebGPU in this browser.')).toBeTruthy();
    expect(screen.getByText(/Ask your administrator for COOP and COEP headers/)).toBeTruthy();
    expect(screen.getByText('MobileSAM').title).toContain('ab12');
  });

  test('a failed load says what to do and tries again', () => {
    const { session } = show({
      runtime: { phase: 'failed', code: 'model-corrupt', detail: 'encoder.onnx: wrong hash' },
    });
    expect(screen.getAllByRole('alert')[0].textContent).toMatch(/does not match its checksum/);
    expect(screen.getByText('model-corrupt: encoder.onnx: wrong hash')).toBeTruthy();
    fireEvent.click(button('Try again'));
    expect(session.actions.retryLoad).toHaveBeenCalledTimes(1);
    expect(isDisabled(button(/^Box/))).toBe(true);
  });

  test('a view that cannot be segmented', () => {
    show({ slice: { phase: 'unsupported', code: 'plane-not-supported', detail: 'volume3d' } });
    expect(screen.getAllByRole('alert')[0].textContent).toMatch(/oblique to the voxels/);
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });
});

describe('target', () => {
  test('without a segmentation the button makes the first', () => {
    const { session } = show();
    expect(screen.getByText(/No segmentation yet/)).toBeTruthy();
    fireEvent.click(button('Add segment'));
    expect(session.actions.addSegment).toHaveBeenCalledTimes(1);
  });

  test('without an image there is nothing to add to', () => {
    const { session } = show({ slice: { phase: 'none' } });
    fireEvent.click(button('Add segment'));
    expect(session.actions.addSegment).not.toHaveBeenCalled();
    expect(button('Add segment').title).toBe('Show an image to begin');
  });

  test('a label from a file is text, never markup', () => {
    const label = '<img src=x onerror="window.hacked=1">\\肝';
    const { container } = show({ target: { ...TARGET, label } });
    expect(screen.getByText(label)).toBeTruthy();
    expect(container.querySelector('img')).toBeNull();
  });

  test('a lock is told in words and keeps Accept back', () => {
    const { session } = show({
      target: { ...TARGET, locked: true },
      prompts: PROMPTS,
      preview: PREVIEW,
    });
    expect(screen.getByText('Locked')).toBeTruthy();
    fireEvent.click(button(/^Accept/));
    expect(session.actions.accept).not.toHaveBeenCalled();
    expect(button(/^Accept/).title).toBe('The active segment is locked.');
  });
});

describe('tools', () => {
  test('toggle, and show their keys', () => {
    const { session } = show({ tool: 'include' });
    const include = button(/^Include/);
    expect(include.getAttribute('aria-pressed')).toBe('true');
    expect(include.title).toContain('(P)');
    expect(screen.getByText('Hold Shift and click to exclude')).toBeTruthy();
    fireEvent.click(include);
    expect(session.actions.selectTool).toHaveBeenLastCalledWith(null);
    fireEvent.click(button(/^Box/));
    expect(session.actions.selectTool).toHaveBeenLastCalledWith('box');
    fireEvent.click(button(/^Exclude/));
    expect(session.actions.selectTool).toHaveBeenLastCalledWith('exclude');
  });
});

describe('prompts', () => {
  test('those of this slice are listed, the others counted', () => {
    show({ prompts: PROMPTS });
    const rows = screen.getAllByRole('listitem').map(row => row.textContent);
    expect(rows).toEqual(['Box 1', 'Include point 1', 'Exclude point 1']);
    expect(screen.getByText('1 on other slices')).toBeTruthy();
  });

  test('without a slice shown all of them are elsewhere', () => {
    show({ prompts: PROMPTS, slice: { phase: 'none' } });
    expect(screen.queryAllByRole('listitem')).toHaveLength(0);
    expect(screen.getByText('4 on other slices')).toBeTruthy();
    expect(isDisabled(button(/^Clear/))).toBe(true);
  });

  test('none yet: how to start', () => {
    show();
    expect(screen.getByText(/Click the structure in the image/)).toBeTruthy();
  });

  test('select, unselect, delete', () => {
    const { session } = show({ prompts: PROMPTS, selectedPromptId: 'in' });
    expect(button('Include point 1').getAttribute('aria-pressed')).toBe('true');
    fireEvent.click(button('Include point 1'));
    expect(session.actions.selectPrompt).toHaveBeenLastCalledWith(null);
    fireEvent.click(button('Box 1'));
    expect(session.actions.selectPrompt).toHaveBeenLastCalledWith('box');
    fireEvent.click(button('Delete Exclude point 1'));
    expect(session.actions.deletePrompt).toHaveBeenCalledWith('out');
  });

  test('Delete removes the focused one and nothing of the viewer', () => {
    const heard = jest.fn();
    document.addEventListener('keydown', heard);
    const { session } = show({ prompts: PROMPTS });
    fireEvent.keyDown(button('Include point 1'), { key: 'Delete' });
    expect(session.actions.deletePrompt).toHaveBeenCalledWith('in');
    expect(heard).not.toHaveBeenCalled();
    document.removeEventListener('keydown', heard);
  });

  test('deleting by key keeps the place in the tab order', () => {
    show({ prompts: PROMPTS });
    button('Delete Exclude point 1').focus();
    fireEvent.click(button('Delete Exclude point 1'));
    expect(document.activeElement).toBe(button('Include point 1'));
    button('Box 1').focus();
    fireEvent.keyDown(button('Box 1'), { key: 'Backspace' });
    expect(document.activeElement).toBe(button('Include point 1'));
  });
});

describe('candidates', () => {
  const open = (change: Partial<SessionState> = {}) =>
    show({ prompts: PROMPTS, preview: PREVIEW, target: TARGET, ...change });

  test('a radio group with predicted IoU and area', () => {
    open();
    const group = screen.getByRole('radiogroup');
    const names = within(group)
      .getAllByRole('radio')
      .map(radio => [radio.getAttribute('aria-label'), radio.getAttribute('aria-checked')]);
    expect(names).toEqual([
      ['Mask 1: predicted IoU 0.93, 4.12 cm²', 'true'],
      ['Mask 2: predicted IoU 0.88, 87 mm²', 'false'],
      ['Mask 3: predicted IoU 0.61, 3.1 mm²', 'false'],
    ]);
    expect(screen.getByText('Predicted IoU 0.93')).toBeTruthy();
    expect(screen.getByText('1 of 3')).toBeTruthy();
    expect(screen.getByText('84 ms')).toBeTruthy();
  });

  test.each<[string, Partial<NonNullable<SessionState['preview']>>]>([
    ['Zoomed 3.2×, window −10 to 190 HU', {}],
    ['Whole slice, window −160 to 240 HU', { zoom: 1, window: { lower: -160, upper: 240 } }],
    [
      'Zoomed 2.0×, window 0.0 to 7.5 SUV',
      { zoom: 2, units: 'SUV', window: { lower: 0, upper: 7.5 } },
    ],
    [
      'Whole slice, window 12 to 1,830',
      { zoom: 1, units: 'arbitrary', window: { lower: 12, upper: 1830 } },
    ],
    [
      'Whole slice, window 0.00 to 1.00',
      { zoom: 1, units: 'arbitrary', window: { lower: 0, upper: 1 } },
    ],
  ])('what the model was shown: %s', (words, change) => {
    open({ preview: { ...PREVIEW, ...change } });
    expect(screen.getByText(words)).toBeTruthy();
  });

  test('click and arrow keys choose; the viewer does not scroll', () => {
    const heard = jest.fn();
    document.addEventListener('keydown', heard);
    const { session } = open();
    const radios = screen.getAllByRole('radio');
    fireEvent.click(radios[1]);
    expect(session.actions.chooseCandidate).toHaveBeenLastCalledWith(1);
    radios[0].focus();
    fireEvent.keyDown(radios[0], { key: 'ArrowLeft' });
    expect(session.actions.chooseCandidate).toHaveBeenLastCalledWith(2);
    expect(document.activeElement).toBe(radios[2]);
    expect(heard).not.toHaveBeenCalled();
    document.removeEventListener('keydown', heard);
  });

  test('the stepper steps, unless there is but one', () => {
    const { session } = open();
    fireEvent.click(button('Next mask'));
    expect(session.actions.stepCandidate).toHaveBeenLastCalledWith(1);
    fireEvent.click(button('Previous mask'));
    expect(session.actions.stepCandidate).toHaveBeenLastCalledWith(-1);
    act(() => session.set({ preview: { ...PREVIEW, candidates: PREVIEW.candidates.slice(0, 1) } }));
    expect(button('Next mask').title).toBe('There is no other mask.');
  });

  test('a better answer on its way is told', () => {
    const { session } = open({ preview: { ...PREVIEW, refining: true } });
    expect(screen.getByText('Improving…')).toBeTruthy();
    act(() => session.set({ preview: PREVIEW }));
    expect(screen.queryByText('Improving…')).toBeNull();
  });
});

describe('commands', () => {
  const full = { prompts: PROMPTS, preview: PREVIEW, target: TARGET };

  test('Accept, Clear, Undo, Redo', () => {
    const { session } = show(full);
    for (const name of [/^Accept/, /^Clear/, 'Undo', 'Redo']) fireEvent.click(button(name));
    const { accept, clear, undo, redo } = session.actions;
    for (const action of [accept, clear, undo, redo]) expect(action).toHaveBeenCalledTimes(1);
  });

  test('Accept makes the first segmentation', () => {
    const { session } = show({ ...full, target: null });
    fireEvent.click(button(/^Accept/));
    expect(session.actions.accept).toHaveBeenCalledTimes(1);
  });

  test.each<[string, Partial<SessionState>]>([
    ['No prompts on this slice yet.', { prompts: [] }],
    ['The mask is being computed.', { working: true }],
    ['No mask to accept yet.', { preview: null }],
    [
      'The chosen mask is empty.',
      { preview: { ...PREVIEW, candidates: [{ predictedIoU: 0.2, areaMm2: 0, first: false }] } },
    ],
  ])('Accept waits and says why: %s', (reason, change) => {
    const { session } = show({ ...full, ...change });
    fireEvent.click(button(/^Accept/));
    expect(session.actions.accept).not.toHaveBeenCalled();
    expect(button(/^Accept/).title).toBe(reason);
    expect(screen.getAllByText(reason).length).toBeGreaterThan(0);
  });
});

describe('notices', () => {
  test('information politely, errors at once; both can be dismissed', () => {
    const { session } = show({ notice: { kind: 'info', text: 'notice.accepted' } });
    const text = 'The mask was written to the segment.';
    expect(screen.getByText(text).closest('[role]')?.getAttribute('role')).toBe('status');
    act(() => session.set({ notice: { kind: 'error', text: 'error.segment-locked' } }));
    expect(screen.queryByText(text)).toBeNull();
    expect(
      screen
        .getByText(/nothing was written/)
        .closest('[role]')
        ?.getAttribute('role'),
    ).toBe('alert');
    fireEvent.click(button('Dismiss'));
    expect(session.actions.dismissNotice).toHaveBeenCalledTimes(1);
    act(() => session.set({ notice: null }));
    expect(screen.queryByRole('button', { name: 'Dismiss' })).toBeNull();
  });

  test('a key without text still says something', () => {
    show({ notice: { kind: 'warning', text: 'notice.fromTheFuture' } });
    expect(screen.getByText(/message without text/)).toBeTruthy();
  });
});

describe('beside the viewer', () => {
  test('pressing a focused button stays here, keys of the viewer pass', () => {
    const heard = jest.fn();
    const listen = (event: KeyboardEvent) => heard(event.key);
    document.addEventListener('keydown', listen);
    show();
    for (const key of [' ', 'Enter', 'p']) fireEvent.keyDown(button('Undo'), { key });
    expect(heard.mock.calls).toEqual([['p']]);
    document.removeEventListener('keydown', listen);
  });

  test('a mouse press does not take the focus from the viewport', () => {
    show();
    const press = createEvent.mouseDown(button('Undo'));
    fireEvent(button('Undo'), press);
    expect(press.defaultPrevented).toBe(true);
  });

  test('speaks Chinese', () => {
    const { container } = show({ prompts: PROMPTS, preview: PREVIEW }, 'zh-CN');
    expect(button(/^接受/)).toBeTruthy();
    expect(screen.getByText('WASM，2 线程')).toBeTruthy();
    expect(screen.getByText('放大 3.2 倍，窗口 −10 至 190 HU')).toBeTruthy();
    expect(container.querySelector('.sam-panel')?.getAttribute('lang')).toBe('zh-CN');
  });
});
