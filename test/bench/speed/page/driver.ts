import type { PixelPoint } from '../../../../extension/src/core/geometry/imagePlane';

/** How long a reader looks at a slice before the first click, ms. */
const DWELL = 2000;

/** One way to segment a picture, driven alike in a page and in Node. Pictures have numbers. */
export interface Subject<Answer> {
  /** Everything up to the first picture, from an empty cache. */
  load(): Promise<void>;
  /** What happens by itself when a picture is shown; resolves once it is encoded. */
  appear(picture: number): Promise<void>;
  /** Encodes a picture that was not encoded before. */
  encode(picture: number): Promise<void>;
  /** One include point on a picture, to the mask. */
  click(picture: number, at: PixelPoint): Promise<Answer>;
  /** The same at the best quality that it offers, when there is more than one. */
  best?(picture: number, at: PixelPoint): Promise<Answer>;
  /** The answer as one byte a pixel of the picture, not 0 inside. */
  pixels(answer: Answer): Uint8Array | Uint8ClampedArray;
}

export interface Click {
  readonly milliseconds: number;
  /** Of the mask with the truth. */
  readonly dice: number;
}

/** The measurements, in milliseconds. */
export interface Bench {
  load(): Promise<number>;
  encode(picture: number): Promise<number>;
  click(picture: number, at: PixelPoint): Promise<Click>;
  best(picture: number, at: PixelPoint): Promise<Click | undefined>;
  /** From the moment of the click, 2 s after the picture was shown, to the mask. */
  firstClick(picture: number, at: PixelPoint): Promise<Click>;
  /** The same to the final answer, where there are several. */
  firstFinal(picture: number, at: PixelPoint): Promise<Click | undefined>;
  /** The same, but clicked no earlier than the encoder had run. */
  firstClickEncoded(picture: number, at: PixelPoint): Promise<Click>;
}

/** The measurements of a subject. @param truth one byte a pixel, not 0 inside. */
export function createBench<Answer>(subject: Subject<Answer>, truth: Uint8Array): Bench {
  const sleep = (milliseconds: number) =>
    new Promise<void>(resolve => setTimeout(resolve, Math.max(0, milliseconds)));
  const timed = async (work: () => Promise<Answer>, start = performance.now()): Promise<Click> => {
    const answer = await work();
    const milliseconds = performance.now() - start;
    return { milliseconds, dice: diceOf(subject.pixels(answer), truth) };
  };
  const since = async (work: () => Promise<void>) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  /** Shows a picture and clicks 2 s later. A main thread that is busy hears of it later: that counts. */
  const showAndClick = async (
    picture: number,
    at: PixelPoint,
    click: (picture: number, at: PixelPoint) => Promise<Answer>,
  ) => {
    const clicked = performance.now() + DWELL;
    const shown = subject.appear(picture);
    await sleep(clicked - performance.now());
    const answer = await timed(() => click(picture, at), clicked);
    await shown;
    return answer;
  };
  return {
    load: () => since(() => subject.load()),
    encode: picture => since(() => subject.encode(picture)),
    click: (picture, at) => timed(() => subject.click(picture, at)),
    best: async (picture, at) => subject.best && timed(() => subject.best!(picture, at)),
    firstClick: (picture, at) => showAndClick(picture, at, (...asked) => subject.click(...asked)),
    firstFinal: async (picture, at) =>
      subject.best && showAndClick(picture, at, (...asked) => subject.best!(...asked)),
    async firstClickEncoded(picture, at) {
      await Promise.all([subject.appear(picture), sleep(DWELL)]);
      return timed(() => subject.click(picture, at));
    },
  };
}

function diceOf(mask: Uint8Array | Uint8ClampedArray, truth: Uint8Array): number {
  let [common, both] = [0, 0];
  for (let n = 0; n < truth.length; n++) {
    const [inMask, inTruth] = [mask[n] ? 1 : 0, truth[n] ? 1 : 0];
    common += inMask * inTruth;
    both += inMask + inTruth;
  }
  return (2 * common) / both;
}
