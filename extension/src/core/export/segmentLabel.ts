import {
  ANATOMY_TERMS,
  MORPHOLOGY_TERMS,
  propertyOf,
  type AnatomyId,
  type FindingCoding,
  type Laterality,
  type MorphologyId,
  type SegmentProperty,
} from './segmentTypes';

type Word =
  | { readonly kind: 'anatomy'; readonly id: AnatomyId; readonly paired: boolean }
  | { readonly kind: 'morphology'; readonly id: MorphologyId }
  | { readonly kind: 'side'; readonly side: Laterality }
  | { readonly kind: 'filler' };

const SIDES: Readonly<Record<Laterality, readonly string[]>> = {
  left: ['left', 'lt', 'l', '左', '左侧'],
  right: ['right', 'rt', 'r', '右', '右侧'],
};

/** Words that change nothing about what the segment is. */
const FILLERS = ['segment', 'the', 'of', 'in', 'target', '的', '内', '号', '靶'];

const vocabulary = new Map<string, Word>();
for (const term of ANATOMY_TERMS) {
  for (const name of [term.name.en.toLowerCase(), term.name.zh, ...term.synonyms]) {
    vocabulary.set(name, { kind: 'anatomy', id: term.id, paired: term.paired });
  }
}
for (const term of MORPHOLOGY_TERMS) {
  for (const name of [term.name.en.toLowerCase(), term.name.zh, ...term.synonyms]) {
    vocabulary.set(name, { kind: 'morphology', id: term.id });
  }
}
for (const side of ['left', 'right'] as const) {
  for (const name of SIDES[side]) vocabulary.set(name, { kind: 'side', side });
}
for (const filler of FILLERS) vocabulary.set(filler, { kind: 'filler' });

const LONGEST = Math.max(...[...vocabulary.keys()].map(name => name.length));
const LATIN = /[a-z]/;

/**
 * Codes for a free label in English or Chinese, such as "left kidney", "GTV-1", "Liver metastases
 * #2", "右肺结节". A label is coded only when every word of it is understood; of all others, "kidney
 * fat" or "liver and spleen" among them, nothing is claimed.
 */
export const propertyFromLabel = (label: string): SegmentProperty =>
  propertyOf(codingFromLabel(label));

/** What a label says that a segment is; empty where it is not understood as a whole. */
export function codingFromLabel(label: string): FindingCoding {
  const words = split(label);
  if (!words) return {};
  const structure = only(words.filter(word => word.kind === 'anatomy'));
  const abnormality = only(words.filter(word => word.kind === 'morphology'));
  const side = only(words.filter(word => word.kind === 'side'))?.side;
  const several = (kind: Word['kind']) => words.filter(word => word.kind === kind).length > 1;
  if (several('anatomy') || several('morphology') || several('side')) return {};
  // "Left liver" is a part of the liver, not a liver on the left.
  if (side && structure && !structure.paired) return {};
  return {
    ...(abnormality ? { abnormality: abnormality.id } : {}),
    ...(structure ? { structure: structure.id } : {}),
    ...(side ? { side } : {}),
  };
}

const only = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);

/** The words of a label, longest match first; null when a part of it is not understood. */
function split(label: string): Word[] | null {
  const text = label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\d_#.,:;()[\]/+-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') {
      at++;
      continue;
    }
    const found = longestMatch(text, at);
    if (!found) return null;
    words.push(found.word);
    at += found.length;
  }
  return words;
}

function longestMatch(text: string, at: number): { word: Word; length: number } | null {
  for (let length = Math.min(LONGEST + 1, text.length - at); length > 0; length--) {
    const piece = text.slice(at, at + length);
    // Latin words end at a boundary; Chinese has none.
    if (LATIN.test(piece) && LATIN.test(text[at + length] ?? '')) continue;
    const word = vocabulary.get(piece) ?? vocabulary.get(piece.replace(/s$/, ''));
    if (word) return { word, length };
  }
  return null;
}
