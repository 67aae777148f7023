import { defaultSpec, ENGINE_CONFIG } from '../../../../extension/src/core/engine';
import { planOf } from '../../../../extension/src/core/engine/plan';
import type { SegmentRequest } from '../../../../extension/src/core/engine/types';
import { contains } from '../../../../extension/src/core/geometry/region';
import type { PixelPoint } from '../../../../extension/src/core/geometry/imagePlane';
import type { Prompt } from '../../../../extension/src/core/prompt/prompt';
import { axialPlane, ctSlice } from '../slices';

const slice = ctSlice(axialPlane(300, 300), (i, j) =>
  Math.hypot(i - 150, j - 150) < 30 ? 60 : -90,
);
const point = (at: PixelPoint, polarity: 'include' | 'exclude' = 'include'): Prompt => ({
  ...{ kind: 'point', polarity, at },
});
const plan = (prompts: readonly Prompt[], more: Partial<SegmentRequest> = {}) =>
  planOf({ slice, prompts, quality: 'best', ...more }, ENGINE_CONFIG);

test('a click gets the whole slice as it was encoded at rest, and its surroundings', () => {
  const { views, tissue } = plan([point([150, 150])]);
  expect(views.map(({ role }) => role)).toEqual(['whole', 'surroundings']);
  expect(views[0].spec).toEqual(defaultSpec(slice));
  expect(views[1].spec.region.width).toBe(64);
  expect(tissue).toEqual({ value: 60, unit: 1 });
});

test('a box on lung gets a wider window', () => {
  const lung = ctSlice(axialPlane(300, 300), () => -850);
  const corners = [
    [20, 120],
    [180, 180],
  ] as const;
  const [{ role, spec }] = plan([{ kind: 'box', corners }], { slice: lung }).views;
  expect(role).toBe('tissue');
  expect(spec.window.upper - spec.window.lower).toBe(600);
});

test('a view grows until it holds every click', () => {
  const far: PixelPoint = [250, 20];
  for (const { spec } of plan([point([150, 150]), point(far, 'exclude')]).views) {
    expect(contains(spec.region, far)).toBe(true);
  }
});

test('a box sets the crop; what is under it sets the windows', () => {
  const corners = [
    [120, 120],
    [180, 180],
  ] as const;
  const { views } = plan([{ kind: 'box', corners }]);
  for (const { spec } of views) expect(spec.region.width).toBeCloseTo(1.6 * 60);
});

test('the reader’s window is shown in all that is looked at, once', () => {
  const window = { lower: 0, upper: 80 };
  const { views } = plan([point([150, 150])], { window });
  expect(views).toMatchObject([
    { role: 'reader', spec: { window } },
    { role: 'reader', spec: { window } },
  ]);
  expect(views.map(({ spec }) => spec.region.width)).toEqual([300, 64]);
  const corners = [
    [120, 120],
    [180, 180],
  ] as const;
  expect(plan([{ kind: 'box', corners }], { window }).views).toHaveLength(1);
});

test('exclude clicks alone keep the middle of what is left of the mask before', () => {
  const mask = { x: 100, y: 100, width: 80, height: 20, data: new Uint8Array(1600).fill(1) };
  const { prompts } = plan([point([175, 110], 'exclude')], { previous: { mask } });
  expect(prompts.include).toHaveLength(1);
  const [[i, j]] = prompts.include;
  expect(i).toBeLessThan(165);
  expect(j).toBeGreaterThan(104);
  expect(() => plan([point([175, 110], 'exclude')])).toThrow(RangeError);
});
