/** @jest-environment jsdom */
import type { Vec3 } from '../../../../extension/src/core/geometry/vec3';
import { BUILT_IN_TOOLS } from '../../../../extension/src/features/prompting/tools/builtInTools';
import {
  listenForPrompts,
  type PromptTarget,
} from '../../../../extension/src/features/prompting/tools/gestures';
import {
  checkPromptTool,
  toolNameOf,
  type PromptTool,
} from '../../../../extension/src/features/prompting/tools/promptTool';
import type { Host } from '../../../../extension/src/host/ohif';
import { axialPlane } from '../../core/slices';
import { point } from './fakes';

const plane = axialPlane(100, 100);
const tool = (id: string): PromptTool => BUILT_IN_TOOLS.find(known => known.id === id)!;
const at = (...points: Vec3[]) => ({ points, shift: false, plane });

describe('the tools of this project', () => {
  test.each(BUILT_IN_TOOLS.map(each => [each.id, each] as const))('%s is as others', (_, each) => {
    expect(checkPromptTool(each)).toBeNull();
  });

  test('Shift turns include and exclude round, and makes a scribble exclude', () => {
    const polarity = (id: string, shift: boolean) =>
      (tool(id).toPrompt({ ...at([1, 1, 0], [2, 2, 0], [3, 3, 0]), shift }) as { polarity: string })
        .polarity;
    expect([polarity('include', false), polarity('include', true)]).toEqual(['include', 'exclude']);
    expect([polarity('exclude', false), polarity('exclude', true)]).toEqual(['exclude', 'include']);
    expect([polarity('scribble', false), polarity('scribble', true)]).toEqual([
      'include',
      'exclude',
    ]);
  });

  test('too short a path is a slip of the hand', () => {
    for (const id of ['scribble', 'lasso']) {
      expect(tool(id).toPrompt(at([1, 1, 0], [2, 2, 0]))).toBeNull();
    }
  });

  test('names for cornerstone and the toolbar', () => {
    expect(BUILT_IN_TOOLS.map(toolNameOf)).toEqual([
      'SamInclude',
      'SamExclude',
      'SamBox',
      'SamScribble',
      'SamLasso',
    ]);
    expect(toolNameOf({ id: 'our-circle' })).toBe('SamOurCircle');
  });
});

/** A pane in which a CSS pixel is a millimetre, and what the gestures tell. */
function pane(active: PromptTool | null, prompts: ReturnType<typeof point>[] = []) {
  const element = document.body.appendChild(document.createElement('div'));
  element.setAttribute('data-viewport-uid', 'pane');
  const viewport = {
    element,
    canvasToWorld: ([x, y]: number[]) => [x, y, 0],
    worldToCanvas: ([x, y]: number[]) => [x, y],
  };
  const host = { core: { getEnabledElement: () => ({ viewport }) } } as unknown as Host;
  const target = {
    addPrompt: jest.fn(),
    movePrompt: jest.fn(),
    selectPrompt: jest.fn(),
    showPending: jest.fn(),
    pointAt: jest.fn(),
    promptsIn: () => prompts,
    planeIn: () => plane,
  } satisfies PromptTarget;
  const stop = listenForPrompts(host, target, () => active);
  const mouse = (type: string, x: number, y: number, more: MouseEventInit = {}) =>
    element.dispatchEvent(
      new MouseEvent(type, { clientX: x, clientY: y, bubbles: true, cancelable: true, ...more }),
    );
  const drag = (path: readonly (readonly [number, number])[], more?: MouseEventInit) => {
    mouse('mousedown', ...path[0], more);
    path.slice(1).forEach(([x, y]) => mouse('mousemove', x, y));
    mouse('mouseup', ...path.at(-1)!);
  };
  const tidy = () => {
    stop();
    element.remove();
  };
  return { target, mouse, drag, tidy };
}

describe('gestures', () => {
  test('a click gives a point; Ctrl, Alt and other buttons are the viewer’s', () => {
    const { target, drag, tidy } = pane(tool('include'));
    drag([[10, 12]], { ctrlKey: true });
    drag([[10, 12]], { button: 2 });
    expect(target.addPrompt).not.toHaveBeenCalled();
    drag([[10, 12]], { shiftKey: true });
    expect(target.addPrompt).toHaveBeenCalledWith(
      expect.anything(),
      { kind: 'point', polarity: 'exclude', at: [10, 12, 0] },
      'include',
    );
    tidy();
  });

  test('a box is shown while it is drawn, and ends within the image', () => {
    const { target, drag, tidy } = pane(tool('box'));
    drag([
      [90, 90],
      [95, 95],
      [140, 120],
    ]);
    expect(target.showPending).toHaveBeenCalledWith(expect.anything(), expect.anything());
    expect(target.showPending).toHaveBeenLastCalledWith(expect.anything(), null);
    const corners = [
      [90, 90, 0],
      [99.5, 99.5, 0],
    ];
    expect(target.addPrompt).toHaveBeenCalledWith(
      expect.anything(),
      { kind: 'box', corners },
      'box',
    );
    tidy();
  });

  test('a box that was not drawn is none; Escape gives one up', () => {
    const { target, drag, mouse, tidy } = pane(tool('box'));
    drag([
      [10, 10],
      [11, 11],
    ]);
    mouse('mousedown', 10, 10);
    mouse('mousemove', 30, 30);
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    mouse('mouseup', 30, 30);
    expect(target.addPrompt).not.toHaveBeenCalled();
    expect(target.showPending).toHaveBeenLastCalledWith(expect.anything(), null);
    tidy();
  });

  test('a press on a prompt selects it, a drag moves it', () => {
    const { target, drag, tidy } = pane(tool('include'), [point('s', 'held', [20, 20, 0])]);
    drag([[22, 20]]);
    expect(target.selectPrompt).toHaveBeenCalledWith('held');
    drag([
      [20, 20],
      [40, 44],
    ]);
    expect(target.movePrompt).toHaveBeenLastCalledWith('held', {
      kind: 'point',
      polarity: 'include',
      at: [40, 44, 0],
    });
    expect(target.addPrompt).not.toHaveBeenCalled();
    tidy();
  });

  test('a tool of another extension that throws gives nothing and is logged', () => {
    const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const broken = {
      ...tool('include'),
      toPrompt: () => {
        throw new TypeError('broken');
      },
    };
    const { target, drag, tidy } = pane(broken);
    drag([[10, 10]]);
    expect(target.addPrompt).not.toHaveBeenCalled();
    expect(logged.mock.calls.join(' ')).toContain('TypeError: broken');
    logged.mockRestore();
    tidy();
  });

  test('only a tool for it shows a mask under the resting mouse', () => {
    const include = pane(tool('include'));
    include.mouse('mousemove', 5, 5);
    expect(include.target.pointAt).toHaveBeenLastCalledWith(expect.anything(), [5, 5, 0]);
    include.tidy();
    const box = pane(tool('box'));
    box.mouse('mousemove', 5, 5);
    expect(box.target.pointAt).toHaveBeenLastCalledWith(null, null);
    box.tidy();
  });
});
