import fc from 'fast-check';
import { segment } from '../../../../extension/src/core/engine';
import { askedBoxes, isCutBy } from '../../../../extension/src/core/engine/askAgain';
import { boundsOfMask } from '../../../../extension/src/core/engine/score';
import type {
  DecoderOutput,
  ImageEmbedding,
  ModelPrompts,
} from '../../../../extension/src/core/engine/types';
import { createImageTransform } from '../../../../extension/src/core/geometry/imageTransform';
import { contains, regionCentre } from '../../../../extension/src/core/geometry/region';
import { LOGITS_SIDE } from '../../../../extension/src/core/mask/fromLogits';
import { dice, type RegionMask } from '../../../../extension/src/core/mask/regionMask';
import { withSlack } from '../../../../extension/src/core/prompt/boxSlack';
import { axialPlane, ctSlice } from '../slices';
import { DiscModel } from './discModel';

const plane = axialPlane(200, 160);

function rectangle(x: number, y: number, width: number, height: number): RegionMask {
  return { x, y, width, height, data: new Uint8Array(width * height).fill(1) };
}

/** The pixels of the slice that a function says are inside. */
function maskOf(inside: (i: number, j: number) => boolean): RegionMask {
  const data = Uint8Array.from({ length: 200 * 160 }, (_, n) =>
    inside(n % 200, Math.floor(n / 200)) ? 1 : 0,
  );
  return { x: 0, y: 0, width: 200, height: 160, data };
}

const disc = (ci: number, cj: number, radius: number) => (i: number, j: number) =>
  Math.hypot(i - ci, j - cj) < radius;

describe('boxes in which the model is asked again', () => {
  it('is the box that a reader would draw around what was found', () => {
    const mask = rectangle(40, 50, 60, 20);
    expect(askedBoxes(mask)).toEqual({ found: withSlack(boundsOfMask(mask)) });
    expect(askedBoxes(mask, [70, 60])).toEqual({ found: withSlack(boundsOfMask(mask)) });
  });

  it('is not smaller than what can be told from noise', () => {
    const { found } = askedBoxes(rectangle(40, 50, 2, 1));
    expect([found.width, found.height]).toEqual([expect.closeTo(5.5), expect.closeTo(5.5)]);
    expect(regionCentre(found)).toEqual([expect.closeTo(40.5), expect.closeTo(50)]);
  });

  it('is the part around a click, too, when most of the mask lies elsewhere', () => {
    // The click is 10 pixels from the left end of 60.
    const { middle } = askedBoxes(rectangle(40, 50, 60, 20), [49.5, 59.5]);
    expect(middle).toEqual(withSlack({ x: 39.5, y: 49.5, width: 20, height: 20 }));
  });

  it('has a click in the middle of a part of what was found', () => {
    const side = fc.integer({ min: 1, max: 90 });
    const share = fc.integer({ min: 0, max: 100 }).map(percent => percent / 100);
    fc.assert(
      fc.property(side, side, share, share, (width, height, u, v) => {
        const mask = rectangle(10, 20, width, height);
        const click = [10 + u * (width - 1), 20 + v * (height - 1)] as const;
        const { found, middle } = askedBoxes(mask, click);
        if (!middle) return;
        const [i, j] = regionCentre(middle);
        expect(i).toBeCloseTo(click[0]);
        expect(j).toBeCloseTo(click[1]);
        expect(middle.width * middle.height).toBeLessThan(0.4 * found.width * found.height);
        expect(Math.min(middle.width, middle.height)).toBeGreaterThanOrEqual(5);
        // But for the slack, which lies around both.
        const inner = { x: i - middle.width / 2.2, y: j - middle.height / 2.2 };
        expect(contains(found, [inner.x, inner.y])).toBe(true);
      }),
    );
  });
});

describe('a mask asked for in a box', () => {
  const box = withSlack({ x: 79.5, y: 59.5, width: 41, height: 41 });

  it('is not cut where it only touches the box', () => {
    expect(isCutBy(box, maskOf(disc(100, 80, 20)), plane)).toBe(false);
  });

  it('is cut where it goes on beyond it', () => {
    const bar = maskOf((i, j) => i >= 80 && i <= 120 && Math.abs(j - 80) < 15);
    expect(isCutBy(box, bar, plane)).toBe(true);
  });
});

/** Sees a ball with a tail, and in a box around the tail's end what it is told to see. */
class TailModel extends DiscModel {
  constructor(private readonly inSmallBox: (i: number, j: number) => boolean) {
    super();
  }

  override async decode({ spec }: ImageEmbedding, prompts: ModelPrompts): Promise<DecoderOutput> {
    this.decoded.push(prompts);
    const transform = createImageTransform(slice.plane, spec.region, this.inputSize);
    const corners = [...prompts.labels.keys()]
      .filter(n => prompts.labels[n] > 1)
      .map(n => transform.toPixel([prompts.coords[2 * n], prompts.coords[2 * n + 1]]));
    const small = corners.length === 2 && corners[1][0] - corners[0][0] < 40;
    const seen = small ? this.inSmallBox : whole;
    const size = LOGITS_SIDE * LOGITS_SIDE;
    const cell = this.inputSize / LOGITS_SIDE;
    const logits = new Float32Array(4 * size);
    for (let n = 0; n < size; n++) {
      const model = [n % LOGITS_SIDE, Math.floor(n / LOGITS_SIDE)].map(c => (c + 0.5) * cell - 0.5);
      const [i, j] = transform.toPixel([model[0], model[1]]);
      for (let token = 0; token < 4; token++) logits[token * size + n] = seen(i, j) ? 8 : -8;
    }
    return { logits, predictedIoU: Float32Array.of(0.9, 0.9, 0.9, 0.9) };
  }
}

// One tissue, in which no border says where the object ends.
const slice = ctSlice(axialPlane(200, 160, 0.5, 0.5), (i, j) => 40 + ((i * 7 + j * 3) % 11));
const tail = (i: number, j: number) => i > 70 && i < 115 && Math.abs(j - 80) < 9;
const whole = (i: number, j: number) => disc(115, 80, 24)(i, j) || tail(i, j);
const end = disc(79, 80, 7);
const atEnd = { kind: 'point', polarity: 'include', at: [79, 80] } as const;

async function found(model: TailModel): Promise<RegionMask> {
  const answer = await segment(model, { slice, prompts: [atEnd], quality: 'best' });
  return answer.candidates[0].mask;
}

describe('a click at one end of what the model sees first', () => {
  it('gives the thing around it that the model sees when it is asked there', async () => {
    expect(dice(await found(new TailModel(end)), maskOf(end))).toBeGreaterThan(0.9);
  });

  it('gives the whole when what the model sees there goes on', async () => {
    const cut = (i: number, j: number) => tail(i, j) && i < 88;
    for (const seen of [whole, cut]) {
      expect(dice(await found(new TailModel(seen)), maskOf(whole))).toBeGreaterThan(0.9);
    }
  });

  it('keeps the whole among the candidates', async () => {
    const { candidates } = await segment(new TailModel(end), {
      ...{ slice, prompts: [atEnd], quality: 'best' },
    });
    const overlaps = candidates.map(({ mask }) => dice(mask, maskOf(whole)));
    expect(Math.max(...overlaps.slice(1))).toBeGreaterThan(0.9);
  });
});
