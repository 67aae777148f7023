import type { SegmentResult } from '../../core/engine/types';
import { SamError } from '../../core/errors';
import { pixelsOf, type RegionMask } from '../../core/mask/regionMask';
import { promptFromMeasurement } from '../../core/prompt/fromMeasurement';
import type { Prompt } from '../../core/prompt/prompt';
import { propagate } from '../../core/volume';
import type { LabelmapStore, SegmentRef } from '../../host/labelmap';
import type { Measurement } from '../../host/measurements';
import { isStored, type ShownSlice, type SliceReader } from '../../host/slices';
import type { Viewports } from '../../host/viewports';
import { throwIfAborted, type AcceptedStep, type FindingsFeature } from '../findings';
import type { Prompting } from '../prompting';
import { askOf, volumeOf } from '../propagation';
import type { Runtime } from '../runtime';
import type { SkippedReason } from './types';

export interface MakeDeps {
  readonly viewports: Pick<Viewports, 'all'>;
  readonly reader: Pick<SliceReader, 'readSlice' | 'stackIn'>;
  readonly labelmaps: Pick<LabelmapStore, 'writeAll' | 'takenBeside' | 'masksOn' | 'covers'>;
  readonly runtime: Pick<Runtime, 'runner' | 'model'>;
  readonly findings: Pick<FindingsFeature, 'store' | 'records' | 'target' | 'record'>;
  readonly prompting: Pick<Prompting, 'store' | 'viewFor' | 'putPropagated' | 'dropPropagated'>;
}

/** A measurement with the stack that it lies in, and its slice there. */
export interface PlacedMeasurement {
  readonly measurement: Measurement;
  /** The pane that shows it. */
  readonly viewportId: string;
  readonly slices: readonly ShownSlice[];
  readonly at: number;
}

/** What the model found on one slice. */
interface FoundSlice {
  readonly slice: ShownSlice;
  readonly mask: RegionMask;
  readonly step: AcceptedStep;
}

/** More of a mask in other segments, and it is theirs. */
const MOST_TAKEN = 0.5;

/**
 * Makes a segment of the lesion that a measurement marks: the model is prompted with the measurement
 * on its slice and follows the object through the others. All slices are one undo step.
 *
 * @param label of the new segment
 * @param onSlice told after each slice with their number
 * @returns why there is none. Rejects with SamError `aborted` on the signal, and nothing was written;
 *   else as asking the model and writing do
 */
export async function makeLesion(
  deps: MakeDeps,
  { measurement, viewportId, slices, at }: PlacedMeasurement,
  label: string,
  onSlice: (count: number) => void,
  signal: AbortSignal,
): Promise<SkippedReason | null> {
  const { labelmaps, findings } = deps;
  const seed = slices[at];
  const known = findings.target.current(viewportId);
  if (known && !labelmaps.covers(known, seed)) return 'other-series';
  const prompt = promptFromMeasurement(seed.plane, measurement.shape);
  if (!prompt) return 'no-prompt';
  const answer = await seedAnswer(deps, seed, prompt, signal);
  const { mask } = answer.candidates[0];
  if (!mask.width) return 'nothing-found';
  if (known && isTaken(deps, known, seed, mask)) return 'taken';
  const model = deps.runtime.model()?.id ?? 'unknown';
  const found = [{ slice: seed, mask, step: stepOf(seed, [prompt], answer, model, 'prompted') }];
  const volume = volumeOf(slices, deps.reader);
  const request = { volume, fixed: new Map([[at, mask]]), range: [0, slices.length - 1] as const };
  onSlice(1);
  for await (const told of propagate(request, askOf(deps, slices), signal)) {
    if (told.kind === 'stop') continue;
    const slice = slices[told.k];
    const { prompts, answer: next } = told;
    found.push({
      ...{ slice, mask: next.candidates[0].mask },
      step: stepOf(slice, prompts, next, model, 'propagated'),
    });
    onSlice(found.length);
  }
  throwIfAborted(signal);
  const segment = await findings.target.addNew(viewportId, label);
  await write(labelmaps, findings, segment, found);
  return null;
}

async function write(
  labelmaps: MakeDeps['labelmaps'],
  findings: MakeDeps['findings'],
  segment: SegmentRef,
  found: readonly FoundSlice[],
): Promise<void> {
  const masks = found.map(({ slice, mask }) => ({ slice, mask }));
  const { step } = await labelmaps.writeAll(segment, masks);
  if (step === null) return;
  const stored = found.filter(({ slice }) => isStored(slice));
  findings.record(
    segment,
    stored.map(({ step: accepted }) => accepted),
    step,
  );
  // Nobody has looked at it yet.
  findings.records.setReview(segment, { status: 'candidate' });
}

async function seedAnswer(
  { reader, runtime, prompting }: MakeDeps,
  seed: ShownSlice,
  prompt: Prompt,
  signal: AbortSignal,
): Promise<SegmentResult> {
  await reader.readSlice(seed);
  const request = { prompts: [prompt], ...prompting.viewFor(seed) };
  const outcome = await runtime.runner.follow(seed, request, signal);
  throwIfAborted(signal);
  if (!outcome.ok) throw new SamError(outcome.error.code, outcome.error.detail);
  return outcome.value;
}

/** True when most of a mask belongs to segments of the target's segmentation already. */
function isTaken(
  { labelmaps }: MakeDeps,
  target: SegmentRef,
  slice: ShownSlice,
  mask: RegionMask,
): boolean {
  if (!isStored(slice)) return false;
  // No segment has number 0: all others are in the way.
  const taken = labelmaps.takenBeside({ ...target, segmentIndex: 0 })(slice.imageId, mask);
  if (!taken) return false;
  let [all, others] = [0, 0];
  for (const [i, j] of pixelsOf(mask)) {
    all++;
    others += taken[(j - mask.y) * mask.width + i - mask.x];
  }
  return others > MOST_TAKEN * all;
}

function stepOf(
  { imageId }: ShownSlice,
  prompts: readonly Prompt[],
  { spec: { region, window }, candidates: [{ token }] }: SegmentResult,
  model: string,
  made: AcceptedStep['made'],
): AcceptedStep {
  return { imageId, prompts, model, region, window, token, made };
}
