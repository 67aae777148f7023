/** @jest-environment jsdom */
import { propagationBench } from './bench';

/** Lets a frame be drawn. */
const drawn = () => new Promise(resolve => setTimeout(resolve, 60));

const looks = () =>
  [...document.querySelectorAll<SVGRectElement>('.sam-slice-strip:not([hidden]) rect')].map(
    ({ dataset: { look, slices } }) => `${look} ${slices}`,
  );

test('the strip shows what the reader made and what was propagated, and a press goes there', async () => {
  const bench = await propagationBench([0, 8, 8, 8, 8, 0]);
  expect(looks()).toEqual([]);
  bench.prompt(2);
  await bench.propagation.propagate();
  await drawn();
  expect(looks().map(look => look.split(' ')[1])).toEqual(['1', '1', '2']);
  expect(looks()[1]).toBe('firm 1');
  const strip = document.querySelector<HTMLElement>('.sam-slice-strip')!;
  strip.getBoundingClientRect = () => ({ top: 100, height: 600 }) as DOMRect;
  strip.dispatchEvent(new MouseEvent('mousemove', { clientY: 350 }));
  expect(strip.title).toBe('Slice 3: yours');
  strip.dispatchEvent(new MouseEvent('click', { clientY: 450 }));
  expect(bench.shownImages).toEqual(['slice-3']);
  bench.propagation.reset();
  expect(document.querySelector('.sam-slice-strip')).toBeNull();
});

test('what the active segment is on is shown, and a pane that shows another stack has no strip', async () => {
  const bench = await propagationBench([8, 8, 8]);
  bench.inSegment.set(0, bench.made.truth[0]);
  bench.show(1);
  await new Promise(resolve => setTimeout(resolve, 400));
  await drawn();
  expect(looks()).toEqual(['written 1']);
  bench.showOtherStack();
  await drawn();
  expect(looks()).toEqual([]);
  bench.propagation.reset();
});

test('slices that are encoded have a quiet mark, which the tooltip tells', async () => {
  const bench = await propagationBench([8, 8, 8, 8]);
  bench.store.setState({ ready: new Set(['slice-1', 'slice-2']) });
  await drawn();
  expect(looks()).toEqual(['ready 2']);
  const strip = document.querySelector<HTMLElement>('.sam-slice-strip')!;
  strip.getBoundingClientRect = () => ({ top: 0, height: 400 }) as DOMRect;
  strip.dispatchEvent(new MouseEvent('mousemove', { clientY: 150 }));
  expect(strip.title).toBe('Slice 2: no mask · ready for a prompt');
  bench.propagation.reset();
});
