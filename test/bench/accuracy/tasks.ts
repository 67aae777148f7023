import type { PixelPoint } from '../../../extension/src/core/geometry/imagePlane';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import { deepestPixel } from '../../../extension/src/core/mask/distance';
import {
  cropMask,
  dice,
  intersectionOverUnion,
  type RegionMask,
} from '../../../extension/src/core/mask/regionMask';
import type { Prompt } from '../../../extension/src/core/prompt/prompt';
import {
  boxCorners,
  deepestPoint,
  offCentrePoint,
  pointPrompt,
  randomOf,
  type Case,
} from './cases';
import type { Dialogue, Method } from './methods';

export const TASKS = [
  'point',
  'offcentre',
  'box',
  'boxPoint',
  'clicks',
  'offcentreClicks',
  'jitter',
] as const;
export type Task = (typeof TASKS)[number];

/** What one method did for one prompt of one case. */
export interface Row {
  readonly set: string;
  readonly label: string;
  readonly k: number;
  readonly component: number;
  readonly lesion: boolean;
  readonly diameterMm: number;
  readonly method: string;
  readonly task: Task;
  readonly dice: number;
  /** Of a single prompt: Dice of the best of the first three candidates. */
  readonly best3?: number;
  /** Of a single prompt: what the model said of the first mask's IoU, and what it is. */
  readonly predictedIoU?: number;
  readonly iou?: number;
  /** Clicks until Dice 0.85 and 0.90; MAX_CLICKS when it was not reached. */
  readonly clicks85?: number;
  readonly clicks90?: number;
  /** Dice after each click. */
  readonly course?: readonly number[];
  /** Mean |ΔDice| of moved prompts. */
  readonly pointJitter?: number;
  readonly boxJitter?: number;
  readonly prompts: number;
  readonly encodes: number;
  readonly decodes: number;
  readonly milliseconds: number;
}

const MAX_CLICKS = 10;
const JITTER_SHARE = 0.1;

type Outcome = Pick<Row, 'dice' | 'prompts' | 'encodes' | 'decodes'> & Partial<Row>;

/** Candidates that a reader can have with a key each. */
const SHOWN = 3;

/** Runs one task of one case. */
export function runTask(task: Task, subject: Case, method: Method): Promise<Outcome> {
  const random = randomOf(subject);
  const at = deepestPoint(subject);
  const corners = boxCorners(subject);
  const box: Prompt = { kind: 'box', corners };
  switch (task) {
    case 'point':
      return once(subject, method, [pointPrompt(at)]);
    case 'offcentre':
      return once(subject, method, [pointPrompt(offCentrePoint(subject, random))]);
    case 'box':
      return once(subject, method, [box]);
    case 'boxPoint':
      return once(subject, method, [box, pointPrompt(at)]);
    case 'clicks':
      return clicks(subject, method, at);
    case 'offcentreClicks':
      return clicks(subject, method, offCentrePoint(subject, random));
    case 'jitter':
      return jitter(subject, method, at, corners, random);
  }
}

/** One question, and how well it is answered. */
export async function once(
  subject: Case,
  method: Method,
  prompts: readonly Prompt[],
): Promise<Outcome> {
  const { truth, slice } = subject;
  const { masks, predictedIoU, encodes, decodes } = await method.begin(slice)(prompts);
  return {
    dice: dice(masks[0], truth),
    best3: Math.max(...masks.slice(0, SHOWN).map(mask => dice(mask, truth))),
    predictedIoU,
    iou: intersectionOverUnion(masks[0], truth),
    ...{ prompts: 1, encodes, decodes },
  };
}

/** Corrects like a patient reader: each click goes where the error is deepest. */
async function clicks(subject: Case, method: Method, first: PixelPoint): Promise<Outcome> {
  const dialogue: Dialogue = method.begin(subject.slice);
  const prompts: Prompt[] = [pointPrompt(first)];
  const course: number[] = [];
  let [encodes, decodes] = [0, 0];
  for (;;) {
    const answer = await dialogue(prompts);
    encodes += answer.encodes;
    decodes += answer.decodes;
    course.push(dice(answer.masks[0], subject.truth));
    if (course.at(-1)! >= 0.9 || course.length === MAX_CLICKS) break;
    const next = correction(subject.slice, subject.truth, answer.masks[0]);
    if (!next) break;
    prompts.push(next);
  }
  const reached = (bar: number) => {
    const n = course.findIndex(value => value >= bar);
    return n < 0 ? MAX_CLICKS : n + 1;
  };
  return {
    dice: course.at(-1)!,
    clicks85: reached(0.85),
    clicks90: reached(0.9),
    course,
    prompts: course.length,
    encodes,
    decodes,
  };
}

/** Include where the truth is missed, exclude where the mask leaks: the deeper of both. */
export function correction(
  slice: SliceImage,
  truth: RegionMask,
  mask: RegionMask,
): Prompt | undefined {
  const missed = deepestPixel(subtractMask(truth, mask), slice.plane);
  const leaked = deepestPixel(subtractMask(mask, truth), slice.plane);
  if (missed && (!leaked || missed.depthMm >= leaked.depthMm)) return pointPrompt(missed.at);
  return leaked && { kind: 'point', polarity: 'exclude', at: leaked.at };
}

function subtractMask(a: RegionMask, b: RegionMask): RegionMask {
  const taken = cropMask(b, a).data;
  return { ...a, data: a.data.map((inside, n) => inside & ~taken[n]) };
}

/** Moves the point, and the box's edges, by 10 % of the object's size in random directions. */
async function jitter(
  subject: Case,
  method: Method,
  at: PixelPoint,
  [a, b]: readonly [PixelPoint, PixelPoint],
  random: () => number,
): Promise<Outcome> {
  const { columnSpacing, rowSpacing } = subject.slice.plane;
  const angle = 2 * Math.PI * random();
  const shift = JITTER_SHARE * subject.diameterMm;
  const moved: PixelPoint = [
    at[0] + (shift * Math.cos(angle)) / columnSpacing,
    at[1] + (shift * Math.sin(angle)) / rowSpacing,
  ];
  const [dx, dy] = [JITTER_SHARE * (b[0] - a[0]), JITTER_SHARE * (b[1] - a[1])];
  const either = () => (random() < 0.5 ? -1 : 1);
  const movedBox: Prompt = {
    kind: 'box',
    corners: [
      [a[0] + either() * dx, a[1] + either() * dy],
      [b[0] + either() * dx, b[1] + either() * dy],
    ],
  };
  const prompts: Prompt[][] = [
    [pointPrompt(at)],
    [pointPrompt(moved)],
    [{ kind: 'box', corners: [a, b] }],
    [movedBox],
  ];
  const outcomes: Outcome[] = [];
  for (const prompt of prompts) outcomes.push(await once(subject, method, prompt));
  const [point, pointMoved, box, boxMoved] = outcomes.map(outcome => outcome.dice);
  const sum = (key: 'encodes' | 'decodes') => outcomes.reduce((n, o) => n + o[key], 0);
  return {
    dice: pointMoved,
    pointJitter: Math.abs(point - pointMoved),
    boxJitter: Math.abs(box - boxMoved),
    prompts: outcomes.length,
    encodes: sum('encodes'),
    decodes: sum('decodes'),
  };
}
