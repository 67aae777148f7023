import type { AcquisitionHints } from './sliceImage';

/** How an MR image is weighted, as far as the tags tell. */
export type MrSequence = 'T1' | 'T2' | 'FLAIR' | 'STIR' | 'PD' | 'DWI' | 'ADC' | 'unknown';

/** Words of series descriptions and protocol names, in the order in which they decide. */
const WORDS: readonly (readonly [MrSequence, RegExp])[] = [
  ['ADC', /^(E?ADC|DADC|APPARENT)/],
  ['DWI', /^(DWI|DIFF|TRACE|TRACEW|IVIM)/],
  ['FLAIR', /FLAIR|^DARKFLUID/],
  ['STIR', /^(STIR|TIRM)/],
  ['T1', /^(T1|MPRAGE|MP2RAGE|BRAVO|VIBE|LAVA|THRIVE|SPGR|FSPGR)/],
  ['T2', /^(T2|HASTE|SSFSE|TRUFI|FIESTA|CISS)/],
  ['PD', /^(PD|PROTON)/],
];

/**
 * The weighting: from Image Type and b-value, which scanners set themselves (PS3.3 C.8.13.5), then
 * from the words of the description, then from the timing.
 */
export function recogniseSequence(hints: AcquisitionHints = {}): MrSequence {
  const types = (hints.imageType ?? []).map(type => type.toUpperCase());
  if (types.some(type => /^E?ADC/.test(type))) return 'ADC';
  if (types.some(type => /DIFFUSION|TRACEW/.test(type))) return 'DWI';
  for (const [sequence, pattern] of WORDS) {
    if (hints.sequenceWords?.some(word => pattern.test(word))) return sequence;
  }
  if ((hints.diffusionBValue ?? 0) > 0) return 'DWI';
  return fromTiming(hints);
}

/** Usual ranges of spin echo at 1.5 and 3 T; gradient echo says nothing by its times alone. */
function fromTiming({
  echoTime: te,
  repetitionTime: tr,
  inversionTime: ti,
  scanningSequence,
}: AcquisitionHints): MrSequence {
  if (te === undefined || tr === undefined) return 'unknown';
  if (ti !== undefined && ti >= 1500 && te >= 60) return 'FLAIR';
  if (ti !== undefined && ti >= 80 && ti <= 300 && te >= 20) return 'STIR';
  if (tr >= 1500) return te >= 60 ? 'T2' : te <= 40 && !ti ? 'PD' : 'unknown';
  if (te <= 30 && (tr <= 1000 || ti !== undefined)) {
    return scanningSequence?.includes('GR') && !ti ? 'unknown' : 'T1';
  }
  return 'unknown';
}
