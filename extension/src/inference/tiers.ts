import { TIERS, type Tier, type TierReason } from './api';
import type { ModelManifest } from './modelManifest';

/** What is known of the machine before a model is chosen. */
export interface Evidence {
  /** A graphics adapter that is no emulation, may be used and has not failed. */
  readonly gpu: boolean;
  /** There was such an adapter, but it failed the self-check or was lost. */
  readonly gpuFailed: boolean;
  readonly shaderF16: boolean;
  /** Bytes of the largest buffer that the adapter binds. */
  readonly largestBindingBytes: number;
  /** `navigator.deviceMemory`: GiB, coarse and capped; undefined where the browser keeps it. */
  readonly memoryGiB?: number;
  /** An earlier self-check on this adapter. */
  readonly rate?: EncoderRate;
}

/** An encoder that has been run: size of its file, side of its input, and time of the run. */
export interface EncoderRate extends EncoderSize {
  readonly milliseconds: number;
}

interface EncoderSize {
  readonly encoderBytes: number;
  readonly inputSize: number;
}

/** What the reader chose; empty for what the machine proves. */
export interface Choice {
  readonly tier?: Tier;
  readonly model?: string;
}

export interface Chosen {
  readonly tier: Tier;
  readonly reason: TierReason;
  readonly model: ModelManifest;
}

/** A reader waits that long for the first answer on a slice without losing the thread. */
const ENCODE_LIMIT_MS = 1500;
/** Encoder of the largest SAM (ViT-H), 16-bit weights: what a workstation must be able to run. */
const WORKSTATION_ENCODER: EncoderSize = { encoderBytes: 1.27e9, inputSize: 1024 };
/** Memory that a workstation has; browsers told no more than 8 GiB for years. */
const WORKSTATION_GIB = 8;
/** An encoder of that size is done in time on any graphics adapter, measured or not. */
const SMALL_ENCODER_BYTES = 50e6;
/** Where the browser does not tell its memory. */
const ASSUMED_GIB = 4;
const GIB = 2 ** 30;

/**
 * The tier that the machine proves, and the best model of the site for it: of the highest tier not
 * above the machine's that has one; within a tier one that makes use of 16-bit shaders, then the
 * site's order. A larger model is only taken when the measured rate says that it will do: the
 * arithmetic of SAM's image encoders grows with their weights and with the positions of the image
 * (at 1024 pixels 4.7 to 5.7 GMAC per million of weights from MobileSAM to ViT-H), so that the
 * file's size and the input's area foretell the time. A short run is mostly starting operators:
 * what a small input foretells is rather too long.
 *
 * With nothing suitable it is the first that can run at all, or the site's default.
 */
export function chooseModel(
  models: readonly ModelManifest[],
  evidence: Evidence,
  choice: Choice = {},
): Chosen {
  const proven = provenTier(evidence);
  const tier = choice.tier ?? proven.tier;
  const reason: TierReason = choice.tier ? 'chosen' : proven.reason;
  const possible = models.filter(model => runsOn(model, evidence));
  const named = possible.find(({ id }) => id === choice.model);
  if (named) return { tier, reason, model: named };

  const suitable = possible.filter(model => fits(model, evidence));
  for (const level of TIERS.slice(TIERS.indexOf(tier))) {
    const inTier = suitable.filter(model => model.tier === level);
    // What the reader asked for is not second-guessed.
    const wanted = choice.tier ? inTier : inTier.filter(model => isFastEnough(model, evidence));
    const [model] = wanted.sort((a, b) => Number(usesF16(b)) - Number(usesF16(a)));
    if (model) return { tier, reason, model };
  }
  return { tier, reason, model: suitable[0] ?? possible[0] ?? models[0] };
}

function provenTier({ gpu, gpuFailed, rate, memoryGiB }: Evidence): {
  readonly tier: Tier;
  readonly reason: TierReason;
} {
  if (!gpu) return { tier: 'no-gpu', reason: gpuFailed ? 'gpu-failed' : 'no-gpu' };
  if (!rate) return { tier: 'laptop-gpu', reason: 'gpu-unmeasured' };
  if (foretold(WORKSTATION_ENCODER, rate) > ENCODE_LIMIT_MS) {
    return { tier: 'laptop-gpu', reason: 'gpu-slow' };
  }
  return (memoryGiB ?? ASSUMED_GIB) >= WORKSTATION_GIB
    ? { tier: 'workstation-gpu', reason: 'gpu-rate' }
    : { tier: 'laptop-gpu', reason: 'little-memory' };
}

/** Milliseconds of an encoder run, from what another encoder took on the same machine. */
const foretold = (encoder: EncoderSize, rate: EncoderRate) =>
  (rate.milliseconds * workOf(encoder)) / workOf(rate);

/** Proportional to an encoder's arithmetic. */
const workOf = ({ encoderBytes, inputSize }: EncoderSize) => encoderBytes * inputSize ** 2;

const usesF16 = ({ requires = [] }: ModelManifest) => requires.includes('shader-f16');

/** The graphs can run at all: the adapter has what they need, or they need no adapter. */
export function runsOn(
  model: ModelManifest,
  { gpu, shaderF16, largestBindingBytes }: Evidence,
): boolean {
  if (!gpu) return !usesF16(model);
  return (!usesF16(model) || shaderF16) && model.largestTensorBytes <= largestBindingBytes;
}

/** Half of the machine's memory is for everything else. */
const fits = ({ memoryBytes }: ModelManifest, { memoryGiB = ASSUMED_GIB }: Evidence) =>
  memoryBytes <= (memoryGiB * GIB) / 2;

/** Models for machines without a GPU always are; larger ones when the rate says so. */
function isFastEnough({ tier, files, input }: ModelManifest, { rate }: Evidence): boolean {
  const { size } = files.encoder;
  if (tier === 'no-gpu' || size <= SMALL_ENCODER_BYTES) return true;
  if (!rate) return false;
  return foretold({ encoderBytes: size, inputSize: input.size }, rate) <= ENCODE_LIMIT_MS;
}
