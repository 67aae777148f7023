/** @jest-environment jsdom */
import type { AutomaticMask } from '../../../../extension/src/core/automatic/generate';
import type { RegionMask } from '../../../../extension/src/core/mask/regionMask';
import { listenForPicks } from '../../../../extension/src/features/automatic/picking';
import type { AutomaticState } from '../../../../extension/src/features/automatic';
import type { PlanarViewport, ShownSlice } from '../../../../extension/src/host/slices';
import { axialPlane } from '../../core/slices';

const square = (id: number, x: number, side: number) =>
  ({
    ...{ id, area: side * side },
    mask: {
      x,
      y: 2,
      width: side,
      height: side,
      data: new Uint8Array(side * side).fill(1),
    } as RegionMask,
  }) as AutomaticMask;

function pane(phase: AutomaticState['phase'] = 'ready') {
  document.body.innerHTML = '<div data-viewport-uid="a"><canvas></canvas></div>';
  const element = document.querySelector('div')!;
  const viewport = {
    element,
    canvasToWorld: ([x, y]: readonly number[]) => [x, y, 0],
  } as unknown as PlanarViewport;
  const slice = { key: 'here', plane: axialPlane(40, 30) } as ShownSlice;
  const actions = { mark: jest.fn(), pick: jest.fn(), drop: jest.fn() };
  // A large mask with a small one in it.
  const state = { phase, accepting: false, masks: [square(0, 2, 20), square(1, 4, 5)] };
  const store = { getState: () => state as unknown as AutomaticState };
  const reached: string[] = [];
  const heard = (event: Event) => reached.push(event.type);
  for (const type of ['mousedown', 'dblclick', 'keydown'])
    document.addEventListener(type, heard, true);
  const stop = listenForPicks({ all: () => [viewport] }, () => slice, store, actions);
  const send = (type: string, clientX: number, clientY: number, more: MouseEventInit = {}) =>
    element.firstElementChild!.dispatchEvent(
      new MouseEvent(type, { bubbles: true, clientX, clientY, ...more }),
    );
  const end = () => {
    stop();
    for (const type of ['mousedown', 'dblclick', 'keydown'])
      document.removeEventListener(type, heard, true);
  };
  return { actions, send, reached, end };
}

test('a press picks the smallest mask under the mouse, and nobody else hears of it', () => {
  const { actions, send, reached, end } = pane();
  send('mousedown', 5, 4);
  send('mousedown', 15, 15);
  send('dblclick', 15, 15);
  expect(actions.pick.mock.calls).toEqual([[1], [0]]);
  expect(reached).toEqual([]);
  end();
});

test('presses beside the masks, and with other buttons or keys, go to the tool in use', () => {
  const { actions, send, reached, end } = pane();
  send('mousedown', 35, 25);
  send('mousedown', 5, 4, { button: 2 });
  send('mousedown', 5, 4, { ctrlKey: true });
  expect(actions.pick).not.toHaveBeenCalled();
  expect(reached).toEqual(['mousedown', 'mousedown', 'mousedown']);
  end();
});

test('the mask under the mouse is marked, unless a button is down', () => {
  const { actions, send, end } = pane();
  send('mousemove', 5, 4);
  send('mousemove', 35, 25);
  send('mousemove', 5, 4, { buttons: 1 });
  expect(actions.mark.mock.calls).toEqual([[1], [null]]);
  end();
});

test('Escape drops the masks; where none are offered it is left alone, and so is the mouse', () => {
  const escape = () =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  const offering = pane();
  escape();
  expect(offering.actions.drop).toHaveBeenCalled();
  expect(offering.reached).toEqual([]);
  offering.end();
  const running = pane('running');
  escape();
  running.send('mousedown', 5, 4);
  expect(running.actions.drop).not.toHaveBeenCalled();
  expect(running.actions.pick).not.toHaveBeenCalled();
  expect(running.reached).toEqual(['keydown', 'mousedown']);
  running.end();
});

test('Escape in a dialog or a text field is left to it, and the masks stay', () => {
  const offering = pane();
  const dialog = document.createElement('div');
  dialog.setAttribute('role', 'dialog');
  dialog.innerHTML = '<button></button>';
  document.body.append(dialog, document.createElement('input'));
  for (const at of ['[role="dialog"] button', 'input']) {
    document
      .querySelector(at)!
      .dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  }
  expect(offering.actions.drop).not.toHaveBeenCalled();
  expect(offering.reached).toEqual(['keydown', 'keydown']);
  offering.end();
});

test('Escape while something is drawn is left to the gesture, and the masks stay', () => {
  const offering = pane();
  const escape = () =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  offering.send('mousedown', 35, 25, { buttons: 1 });
  escape();
  expect(offering.actions.drop).not.toHaveBeenCalled();
  expect(offering.reached).toEqual(['mousedown', 'keydown']);
  offering.send('mouseup', 35, 25);
  escape();
  expect(offering.actions.drop).toHaveBeenCalledTimes(1);
  offering.end();
});
