import type { ImagePlane } from '../../../../extension/src/core/geometry/imagePlane';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';
import {
  intersectionArea,
  fromFull,
  maskArea,
} from '../../../../extension/src/core/mask/regionMask';
import {
  ORGAN_PRESETS,
  organSlices,
  patientVolume,
  SeriesAnatomy,
} from '../../../../extension/src/core/organs';

const [COLUMNS, ROWS, SLICES, SPACING, GAP] = [84, 60, 14, 4, 8];

/** Millimetres from the middle of the field to the left, the back and the head. */
type Place = readonly [number, number, number];

const inside = ([x, y, z]: Place, centre: Place, radii: Place) =>
  ((x - centre[0]) / radii[0]) ** 2 +
    ((y - centre[1]) / radii[1]) ** 2 +
    ((z - centre[2]) / radii[2]) ** 2 <
  1;

const LUNG: Place = [48, 66, 85];
const inLung = (at: Place, side: number) => inside(at, [side * 68, 0, 0], LUNG);

/** A chest: body, two lungs, a vertebral column, a table behind. */
function valueAt(at: Place): number {
  const [x, y] = at;
  if (inLung(at, 1) || inLung(at, -1)) return -850 + 40 * Math.sin(x / 3) * Math.sin(y / 3);
  const column = Math.hypot(x, y - 62);
  if (column < 20) return column < 8 ? 30 : 260;
  if (inside(at, [0, 0, 0], [155, 105, 1e6])) return 40;
  return y > 120 && y < 124 ? -200 : -1000;
}

/** The chest as slices that are stored as `flip` says: columns, rows and slices in the other order. */
function chest(flip: readonly [boolean, boolean, boolean] = [false, false, false]) {
  const [columns, rows, order] = flip;
  const place = (i: number, j: number, k: number): Place => [
    ((columns ? COLUMNS - 1 - i : i) - (COLUMNS - 1) / 2) * SPACING,
    ((rows ? ROWS - 1 - j : j) - (ROWS - 1) / 2) * SPACING,
    ((order ? SLICES - 1 - k : k) - (SLICES - 1) / 2) * GAP,
  ];
  const paint = (k: number, value: (at: Place) => number) =>
    Float32Array.from({ length: COLUMNS * ROWS }, (_, n) =>
      value(place(n % COLUMNS, Math.floor(n / COLUMNS), k)),
    );
  const slices = Array.from({ length: SLICES }, (_, k): SliceImage => {
    const plane: ImagePlane = {
      origin: place(0, 0, k),
      rowDirection: [columns ? -1 : 1, 0, 0],
      columnDirection: [0, rows ? -1 : 1, 0],
      ...{ columnSpacing: SPACING, rowSpacing: SPACING, columns: COLUMNS, rows: ROWS },
    };
    const values = paint(k, valueAt);
    return {
      ...{ key: `${flip.join()}-${k}`, plane, values, channels: 1, modality: 'CT' },
      ...{ units: 'HU', inverted: false },
    };
  });
  const truth = (side: number) =>
    slices.map((_, k) =>
      fromFull(
        paint(k, at => Number(inLung(at, side))),
        COLUMNS,
        ROWS,
      ),
    );
  return { slices, truth };
}

const stackOf = (slices: readonly SliceImage[]) => ({
  planes: slices.map(({ plane }) => plane),
  read: async (k: number) => slices[k],
});

const presetOf = (id: string) => ORGAN_PRESETS.find(preset => preset.id === id)!;

async function anatomyOf(slices: readonly SliceImage[]) {
  return new SeriesAnatomy(await patientVolume(stackOf(slices)), ORGAN_PRESETS);
}

test('each lung on its own side, in a series that is stored from the other end, upside down', async () => {
  const { slices, truth } = chest([true, true, true]);
  const anatomy = await anatomyOf(slices);
  for (const [id, side] of [
    ['lung-right', -1],
    ['lung-left', 1],
  ] as const) {
    const organ = anatomy.find(presetOf(id));
    if (organ.kind === 'absent') throw new Error(`${id} is not found`);
    let [both, either] = [0, 0];
    truth(side).forEach((mask, k) => {
      const found = organ.maskOn(slices[k]);
      both += intersectionArea(found, mask);
      either += maskArea(found) + maskArea(mask);
    });
    expect((2 * both) / either).toBeGreaterThan(0.95);
  }
});

test('sides that the images do not state are not guessed', async () => {
  const { slices } = chest();
  const unplaced = slices.map(slice => ({
    ...slice,
    plane: { ...slice.plane, placeKnown: false },
  }));
  const reason = { kind: 'absent', reason: 'no-place' };
  expect((await anatomyOf(unplaced)).find(presetOf('lung-left'))).toEqual(reason);
});

test('organs that are not in view are declined, each with its reason', async () => {
  const { slices } = chest();
  const anatomy = await anatomyOf(slices);
  for (const id of ['liver', 'brain']) {
    expect([id, anatomy.find(presetOf(id))]).toEqual([
      id,
      { kind: 'absent', reason: 'not-in-view' },
    ]);
  }
  const magnetic = slices.map(slice => ({ ...slice, modality: 'MR', units: 'arbitrary' as const }));
  expect((await anatomyOf(magnetic)).find(presetOf('liver'))).toEqual({
    kind: 'absent',
    reason: 'modality',
  });
});

test('the model is asked on few slices; an aborted run ends without an error', async () => {
  const { slices } = chest();
  const organ = (await anatomyOf(slices)).find(presetOf('lung-left'));
  if (organ.kind === 'absent') throw new Error('not found');
  const asked: string[] = [];
  const ask = async ({ slice, previous }: { slice: SliceImage; previous?: unknown }) => {
    asked.push(slice.key);
    const { mask } = previous as { mask: ReturnType<typeof organ.maskOn> };
    const logits = new Float32Array(112 * 112);
    const candidate = { token: 0, predictedIoU: 0.9, stabilityScore: 1, score: 1, mask, logits };
    const spec = {
      region: { x: -0.5, y: -0.5, width: COLUMNS, height: ROWS },
      window: { lower: -1000, upper: 300 },
    };
    const trace = { views: [], hypotheses: [], reason: 'score' as const };
    const counts = { zoom: 1, final: true, encodes: 1, decodes: 1 };
    return { candidates: [candidate], spec, trace, ...counts };
  };
  const told: number[] = [];
  const abort = new AbortController();
  for await (const { k, answer, confidence, remaining } of organSlices(
    organ,
    stackOf(slices),
    ask,
    abort.signal,
  )) {
    told.push(k);
    expect(answer.candidates[0].mask.width).toBeGreaterThan(0);
    expect(confidence).toBeGreaterThan(0.9);
    if (remaining === 3) abort.abort();
  }
  expect(asked).toHaveLength(5);
  expect(new Set(told).size).toBe(told.length);
  expect(told.length).toBeGreaterThan(8);
});
