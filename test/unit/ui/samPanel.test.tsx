/** @jest-environment jsdom */
import { act, cleanup, createEvent, fireEvent, screen, within } from '@testing-library/react';
import { EMPTY_MASK } from '../../../extension/src/core/mask/regionMask';
import type { PanelKeys } from '../../../extension/src/ui/keys';
import {
  ANSWER,
  candidate,
  DRAFT,
  drafts,
  FAR_DRAFT,
  IDLE,
  INFO,
  TARGET,
  type PanelChange,
} from './fakeApp';
import { showPanel } from './showPanel';

const KEYS: PanelKeys = { include: 'P', exclude: 'N', box: 'B', excludeModifier: 'Shift' };

const show = (change: PanelChange = {}, language = 'en') => showPanel(change, language, KEYS);
/** With prompts and an answer on the slice shown. */
const withDraft = (change: Partial<typeof DRAFT> = {}): PanelChange => ({
  prompting: { drafts: drafts({ ...DRAFT, ...change }) },
});

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const isDisabled = (element: HTMLElement) => element.getAttribute('aria-disabled') === 'true';

afterEach(cleanup);

describe('state in words', () => {
  test.each<[string, PanelChange]>([
    ['The model is not loaded yet.', { runtime: IDLE.runtime }],
    ['Preparing the model…', { runtime: { runtime: { phase: 'compiling' } } }],
    ['Checking the model…', { runtime: { runtime: { phase: 'checking' } } }],
    ['Show an image to begin', { prompting: { slice: { phase: 'none' } } }],
    ['Preparing this slice…', { prompting: { slice: { phase: 'preparing' } } }],
    ['Ready', {}],
    ['Segmenting…', withDraft({ phase: 'asked' })],
  ])('%s', (words, state) => {
    show(state);
    expect(screen.getAllByRole('status')[0].textContent).toBe(words);
  });

  test('the download is told in megabytes', () => {
    const loaded = { loadedBytes: 12.34e6, totalBytes: 38.9e6, retrying: true };
    show({ runtime: { runtime: { phase: 'downloading', ...loaded } } });
    const bar = screen.getByRole('progressbar');
    expect(bar.getAttribute('aria-valuenow')).toBe('32');
    expect(bar.getAttribute('aria-valuetext')).toBe('12.3 of 38.9 MB');
    expect(screen.getByText('12.3 of 38.9 MB')).toBeTruthy();
  });

  test('a download of unknown size shows no nonsense', () => {
    const loaded = { loadedBytes: 5e6, totalBytes: 0, retrying: false };
    show({ runtime: { runtime: { phase: 'downloading', ...loaded } } });
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('0');
  });

  test('the backend and every reason for it', () => {
    const info = {
      ...INFO,
      threads: 1,
      reasons: ['no-webgpu', 'not-cross-origin-isolated'],
    } as const;
    show({ runtime: { runtime: { phase: 'ready', info } } });
    expect(screen.getByText('WASM, 1 thread')).toBeTruthy();
    expect(screen.getByText('No WebGPU in this browser.')).toBeTruthy();
    expect(screen.getByText(/Ask your administrator for COOP and COEP headers/)).toBeTruthy();
    expect(screen.getByText('MobileSAM').title).toContain('ab12');
  });

  test('a failed load says what to do and tries again', () => {
    const failure = { code: 'model-corrupt', detail: 'encoder.onnx: wrong hash' } as const;
    const { app } = show({ runtime: { runtime: { phase: 'failed', ...failure } } });
    expect(screen.getAllByRole('alert')[0].textContent).toMatch(/does not match its checksum/);
    expect(screen.getByText('model-corrupt: encoder.onnx: wrong hash')).toBeTruthy();
    fireEvent.click(button('Try again'));
    expect(app.runtime.retryLoad).toHaveBeenCalledTimes(1);
    expect(isDisabled(button(/^Box/))).toBe(true);
  });

  test('a view that cannot be segmented', () => {
    const slice = {
      phase: 'unsupported',
      code: 'plane-not-supported',
      detail: 'volume3d',
    } as const;
    show({ prompting: { slice } });
    expect(screen.getAllByRole('alert')[0].textContent).toMatch(/oblique to the voxels/);
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });
});

describe('target', () => {
  test('without a segmentation the button makes the first', () => {
    const { app } = show();
    expect(screen.getByText(/No segmentation yet/)).toBeTruthy();
    fireEvent.click(button('Add segment'));
    expect(app.findings.addSegment).toHaveBeenCalledTimes(1);
  });

  test('without an image there is nothing to add to', () => {
    const { app } = show({ prompting: { slice: { phase: 'none' } } });
    fireEvent.click(button('Add segment'));
    expect(app.findings.addSegment).not.toHaveBeenCalled();
    expect(button('Add segment').title).toBe('Show an image to begin');
  });

  test('a label from a file is text, never markup', () => {
    const label = '<img src=x onerror="window.hacked=1">\\肝';
    const { container } = show({ findings: { target: { ...TARGET, label } } });
    expect(screen.getByText(label)).toBeTruthy();
    expect(container.querySelector('img')).toBeNull();
  });

  test('a lock is told in words and keeps Accept back', () => {
    const { app } = show({
      ...withDraft(),
      findings: { target: { ...TARGET, locked: true } },
    });
    expect(screen.getByText('Locked')).toBeTruthy();
    fireEvent.click(button(/^Accept/));
    expect(app.prompting.accept).not.toHaveBeenCalled();
    expect(button(/^Accept/).title).toBe('The active segment is locked.');
  });
});

describe('tools', () => {
  test('toggle, and show their keys', () => {
    const { app } = show({ prompting: { tool: 'include' } });
    const include = button(/^Include/);
    expect(include.getAttribute('aria-pressed')).toBe('true');
    expect(include.title).toContain('(P)');
    expect(screen.getByText('Hold Shift and click to exclude')).toBeTruthy();
    fireEvent.click(include);
    expect(app.prompting.selectTool).toHaveBeenLastCalledWith(null);
    fireEvent.click(button(/^Box/));
    expect(app.prompting.selectTool).toHaveBeenLastCalledWith('box');
    fireEvent.click(button(/^Exclude/));
    expect(app.prompting.selectTool).toHaveBeenLastCalledWith('exclude');
  });
});

describe('prompts', () => {
  test('those of this slice are listed, the slices of the object counted', () => {
    show({ prompting: { drafts: drafts(DRAFT, FAR_DRAFT) } });
    const rows = screen.getAllByRole('listitem').map(row => row.textContent);
    expect(rows).toEqual(['Box 1', 'Include point 1', 'Exclude point 1']);
    expect(screen.getByText('2 slices').title).toBe('1 prompt of this object is on another slice');
  });

  test('without a slice shown all of them are elsewhere', () => {
    show({ prompting: { drafts: drafts(DRAFT, FAR_DRAFT), slice: { phase: 'none' } } });
    expect(screen.queryAllByRole('listitem')).toHaveLength(0);
    expect(screen.getByText('2 slices').title).toMatch(/^4 prompts/);
    expect(isDisabled(button(/^Clear/))).toBe(false);
  });

  test('none yet: how to start', () => {
    show();
    expect(screen.getByText(/Click the structure in the image/)).toBeTruthy();
  });

  test('select, unselect, delete', () => {
    const { app } = show({ prompting: { drafts: drafts(DRAFT), selectedPromptId: 'in' } });
    expect(button('Include point 1').getAttribute('aria-pressed')).toBe('true');
    fireEvent.click(button('Include point 1'));
    expect(app.prompting.selectPrompt).toHaveBeenLastCalledWith(null);
    fireEvent.click(button('Box 1'));
    expect(app.prompting.selectPrompt).toHaveBeenLastCalledWith('box');
    fireEvent.click(button('Delete Exclude point 1'));
    expect(app.prompting.deletePrompt).toHaveBeenCalledWith('out');
  });

  test('Delete removes the focused one and nothing of the viewer', () => {
    const heard = jest.fn();
    document.addEventListener('keydown', heard);
    const { app } = show(withDraft());
    fireEvent.keyDown(button('Include point 1'), { key: 'Delete' });
    expect(app.prompting.deletePrompt).toHaveBeenCalledWith('in');
    expect(heard).not.toHaveBeenCalled();
    document.removeEventListener('keydown', heard);
  });

  test('deleting by key keeps the place in the tab order', () => {
    show(withDraft());
    button('Delete Exclude point 1').focus();
    fireEvent.click(button('Delete Exclude point 1'));
    expect(document.activeElement).toBe(button('Include point 1'));
    button('Box 1').focus();
    fireEvent.keyDown(button('Box 1'), { key: 'Backspace' });
    expect(document.activeElement).toBe(button('Include point 1'));
  });
});

describe('candidates', () => {
  test('the panel says why the first mask is first', () => {
    show(withDraft());
    expect(screen.getByText('Scores best of 24 masks on 2 views.')).toBeTruthy();
    cleanup();
    const trace = { ...ANSWER.trace, reason: 'corrected' as const };
    show(withDraft({ answer: { ...ANSWER, trace } }), 'zh');
    expect(screen.getByText('在上一掩膜基础上按最后一个提示局部修正。')).toBeTruthy();
  });

  const open = (change: Partial<typeof DRAFT> = {}) =>
    show({ ...withDraft(change), findings: { target: TARGET } });

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

  test('no area where the image states no spacing, but pixels', () => {
    const plane = { ...DRAFT.slice.plane, spacingKnown: false };
    open({ slice: { ...DRAFT.slice, plane } });
    expect(screen.getAllByRole('radio')[2].getAttribute('aria-label')).toBe(
      'Mask 3: predicted IoU 0.61, 314 pixels',
    );
  });

  test.each([
    ['Zoomed 3.2×, window −10 to 190 HU', 3.21, 'HU', -10, 190],
    ['Whole slice, window −160 to 240 HU', 1, 'HU', -160, 240],
    ['Zoomed 2.0×, window 0.0 to 7.5 SUV', 2, 'SUV', 0, 7.5],
    ['Whole slice, window 12 to 1,830', 1, 'arbitrary', 12, 1830],
    ['Whole slice, window 0.00 to 1.00', 1, 'arbitrary', 0, 1],
  ] as const)('what the model was shown: %s', (words, zoom, units, lower, upper) => {
    const spec = { ...ANSWER.spec, window: { lower, upper } };
    open({ slice: { ...DRAFT.slice, units }, answer: { ...ANSWER, zoom, spec } });
    expect(screen.getByText(words)).toBeTruthy();
  });

  test('click and arrow keys choose; the viewer does not scroll', () => {
    const heard = jest.fn();
    document.addEventListener('keydown', heard);
    const { app } = open();
    const radios = screen.getAllByRole('radio');
    fireEvent.click(radios[1]);
    expect(app.prompting.chooseCandidate).toHaveBeenLastCalledWith(1);
    radios[0].focus();
    fireEvent.keyDown(radios[0], { key: 'ArrowLeft' });
    expect(app.prompting.chooseCandidate).toHaveBeenLastCalledWith(2);
    expect(document.activeElement).toBe(radios[2]);
    expect(heard).not.toHaveBeenCalled();
    document.removeEventListener('keydown', heard);
  });

  test('the stepper steps, unless there is but one', () => {
    const { app } = open();
    fireEvent.click(button('Next mask'));
    expect(app.prompting.stepCandidate).toHaveBeenLastCalledWith(1);
    fireEvent.click(button('Previous mask'));
    expect(app.prompting.stepCandidate).toHaveBeenLastCalledWith(-1);
    const one = { ...ANSWER, candidates: ANSWER.candidates.slice(0, 1) };
    act(() => app.set(withDraft({ answer: one })));
    expect(button('Next mask').title).toBe('There is no other mask.');
  });

  test('a better answer on its way is told', () => {
    const { app } = open({ phase: 'quick' });
    expect(screen.getByText('Improving…')).toBeTruthy();
    act(() => app.set(withDraft()));
    expect(screen.queryByText('Improving…')).toBeNull();
  });
});

describe('commands', () => {
  const full = { ...withDraft(), findings: { target: TARGET } };

  test('Accept, Clear, Undo, Redo', () => {
    const { app } = show(full);
    for (const name of [/^Accept/, /^Clear/, 'Undo', 'Redo']) fireEvent.click(button(name));
    const { accept, clear } = app.prompting;
    for (const action of [accept, clear, app.undo, app.redo]) {
      expect(action).toHaveBeenCalledTimes(1);
    }
  });

  test('Clear with Shift is for the whole object', () => {
    const { app } = show(full);
    fireEvent.click(button(/^Clear/));
    expect(app.prompting.clear).toHaveBeenLastCalledWith({ all: false });
    fireEvent.click(button(/^Clear/), { shiftKey: true });
    expect(app.prompting.clear).toHaveBeenLastCalledWith({ all: true });
  });

  test('Accept says on how many slices it writes, when that is more than what is seen', () => {
    const { app } = show(full);
    expect(button(/^Accept/).textContent).toBe('Accept');
    act(() => app.set({ prompting: { drafts: drafts(DRAFT, FAR_DRAFT) } }));
    expect(button(/^Accept/).textContent).toBe('Accept (2 slices)');
    act(() => app.set({ prompting: { drafts: drafts(FAR_DRAFT) } }));
    expect(button(/^Accept/).textContent).toBe('Accept (1 slice)');
  });

  test('Accept makes the first segmentation', () => {
    const { app } = show(withDraft());
    fireEvent.click(button(/^Accept/));
    expect(app.prompting.accept).toHaveBeenCalledTimes(1);
  });

  test.each<[string, PanelChange]>([
    ['No prompts on this slice yet.', {}],
    ['The mask is being computed.', withDraft({ phase: 'asked' })],
    ['The mask is being computed.', { prompting: { drafts: drafts(DRAFT), accepting: true } }],
    ['No mask to accept yet.', withDraft({ answer: null, phase: 'failed' })],
    [
      'The chosen mask is empty.',
      withDraft({
        answer: { ...ANSWER, candidates: [{ ...candidate(0.2, 0), mask: EMPTY_MASK }] },
      }),
    ],
  ])('Accept waits and says why: %s', (reason, change) => {
    const { app } = show(change);
    fireEvent.click(button(/^Accept/));
    expect(app.prompting.accept).not.toHaveBeenCalled();
    expect(button(/^Accept/).title).toBe(reason);
    expect(screen.getAllByText(reason).length).toBeGreaterThan(0);
  });
});

describe('notices', () => {
  test('information politely, errors at once; both can be dismissed', () => {
    const { app } = show({
      notice: { kind: 'info', text: 'notice.accepted', params: { count: 1 } },
    });
    const text = 'The mask was written to the segment.';
    expect(screen.getByText(text).closest('[role]')?.getAttribute('role')).toBe('status');
    act(() => app.set({ notice: { kind: 'error', text: 'error.segment-locked' } }));
    expect(screen.queryByText(text)).toBeNull();
    expect(
      screen
        .getByText(/nothing was written/)
        .closest('[role]')
        ?.getAttribute('role'),
    ).toBe('alert');
    fireEvent.click(button('Dismiss'));
    expect(app.notices.dismiss).toHaveBeenCalledTimes(1);
    act(() => app.set({ notice: null }));
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
    const { container } = show(withDraft(), 'zh-CN');
    expect(button(/^接受/)).toBeTruthy();
    expect(screen.getByText('WASM，2 线程')).toBeTruthy();
    expect(screen.getByText('放大 3.2 倍，窗口 −10 至 190 HU')).toBeTruthy();
    expect(container.querySelector('.sam-panel')?.getAttribute('lang')).toBe('zh-CN');
  });
});
