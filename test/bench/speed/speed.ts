import type { PixelPoint } from '../../../extension/src/core/geometry/imagePlane';
import type { Contestant, Facts } from './contestants';

/** How often each figure is taken; the table has the medians. */
export interface Repetitions {
  readonly loads: number;
  readonly encodes: number;
  readonly clicks: number;
  readonly firstClicks: number;
  readonly best: number;
}

/** All raw figures of one contestant, milliseconds. */
export interface Times {
  readonly name: string;
  readonly threads: number;
  /** Side of the model's input, pixels. */
  readonly inputSize: number;
  readonly load: number[];
  readonly encode: number[];
  readonly click: number[];
  readonly firstClick: number[];
  readonly firstClickEncoded: number[];
  readonly best: number[];
  /** First click on a slice to its final answer. */
  readonly firstFinal: number[];
  /** Of each click's mask with the truth. */
  readonly dice: number[];
  facts: Facts;
}

const noTimes = ({ name, threads, inputSize }: Contestant): Times => ({
  ...{ name, threads, inputSize, load: [], encode: [], click: [], best: [] },
  ...{ firstClick: [], firstClickEncoded: [], firstFinal: [], dice: [] },
  facts: { peakBytes: NaN },
});

/**
 * Measures all contestants in turns: one figure of each before the next of the first, so that what
 * the machine does besides meets all of them alike. The first encode and the first clicks of each
 * are not counted: scripts are compiled then.
 */
export async function measure(
  contestants: readonly Contestant[],
  repetitions: Repetitions,
  click: PixelPoint,
  say: (text: string) => void,
): Promise<Times[]> {
  const all = contestants.map(noTimes);
  const pictures = contestants.map(() => 0);
  const turns = async (
    what: string,
    count: number,
    work: (one: Contestant, times: Times, turn: number, index: number) => Promise<void>,
  ) => {
    for (let turn = 0; turn < count; turn++) {
      say(`${what} ${turn + 1}/${count}`);
      for (const [n, one] of contestants.entries()) await work(one, all[n], turn, n);
    }
  };
  /** Never twice the same, so that nobody can answer from memory. */
  const point = (turn: number): PixelPoint => [
    click[0] + (turn % 4),
    click[1] + (Math.floor(turn / 4) % 4),
  ];

  await turns('load', repetitions.loads, async (one, times) => {
    times.load.push(await one.load());
  });
  const warmUps = 1;
  await turns('encode', repetitions.encodes + warmUps, async (one, times, turn, n) => {
    const milliseconds = await one.encode(pictures[n]++);
    if (turn >= warmUps) times.encode.push(milliseconds);
  });
  const warmClicks = 3;
  await turns('click', repetitions.clicks + warmClicks, async (one, times, turn, n) => {
    const { milliseconds, dice } = await one.click(pictures[n] - 1, point(turn));
    if (turn < warmClicks) return;
    times.click.push(milliseconds);
    times.dice.push(dice);
  });
  await turns('first click', repetitions.firstClicks, async (one, times, turn, n) => {
    const first = await one.firstClick(pictures[n]++, point(turn));
    times.firstClick.push(first.milliseconds);
    const encoded = await one.firstClickEncoded(pictures[n]++, point(turn));
    times.firstClickEncoded.push(encoded.milliseconds);
    const final = await one.firstFinal(pictures[n]++, point(turn));
    if (final) times.firstFinal.push(final.milliseconds);
  });
  await turns('best', repetitions.best, async (one, times, turn, n) => {
    const answer = await one.best(pictures[n] - 1, [click[0] - 8 * (turn + 1), click[1]]);
    if (answer) times.best.push(answer.milliseconds);
  });
  // All at once, as nothing is timed any more: a browser gives threads that never come to rest, as
  // the runtime's do, a minute before it answers without them.
  say('memory, which takes a minute');
  const facts = await Promise.all(contestants.map(one => one.facts()));
  facts.forEach((found, n) => (all[n].facts = found));
  return all;
}
