import { MIGRATIONS, type Json } from './migrations';
import { fromRunLengths, toRunLengths } from '../runLengths';
import { type RegionMask } from '../../mask/regionMask';
import {
  FINDINGS_FORMAT,
  FINDINGS_VERSION,
  findingsSchema,
  type FindingRecord,
  type FindingsDocument,
} from './schema';

export type FindingsFileProblem = 'no-findings-file' | 'newer-version' | 'damaged';

/** A file that can't be read; `where` names the place in it and holds nothing of its content. */
export class FindingsFileError extends Error {
  override readonly name = 'FindingsFileError';
  constructor(
    readonly problem: FindingsFileProblem,
    readonly where = '',
  ) {
    super(where ? `${problem}: ${where}` : problem);
  }
}

/** The document as text. */
export function writeFindings(document: FindingsDocument): string {
  return `${JSON.stringify(document)}\n`;
}

/**
 * Reads a file of this or an older version; checks every field, every reference to an image, and
 * that each mask fits its image.
 *
 * @throws FindingsFileError
 */
export function readFindings(text: string): FindingsDocument {
  let file = parse(text);
  const version = Number(file.version);
  if (version > FINDINGS_VERSION) throw new FindingsFileError('newer-version', String(version));
  for (let from = version; from < FINDINGS_VERSION; from++) {
    const migrate = MIGRATIONS[from];
    if (!migrate) throw new FindingsFileError('damaged', 'version');
    file = migrate(file);
  }
  const result = findingsSchema.safeParse(file);
  if (!result.success) {
    throw new FindingsFileError('damaged', result.error.issues[0]?.path.join('.'));
  }
  checkReferences(result.data);
  return result.data;
}

function parse(text: string): Json {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new FindingsFileError('no-findings-file');
  }
  const isOurs =
    typeof file === 'object' && file !== null && (file as Json).format === FINDINGS_FORMAT;
  if (!isOurs) throw new FindingsFileError('no-findings-file');
  return file as Json;
}

function checkReferences({ images, findings, followUp }: FindingsDocument): void {
  followUp?.lesions.forEach(({ finding }, n) => {
    if (finding !== null && !findings[finding]) {
      throw new FindingsFileError('damaged', `followUp.lesions.${n}.finding`);
    }
  });
  findings.forEach((finding, f) => {
    finding.masks.forEach(({ image, x, y, width, height, runs }, m) => {
      const where = `findings.${f}.masks.${m}`;
      const on = images[image];
      if (!on) throw new FindingsFileError('damaged', `${where}.image`);
      const fits = x + width <= on.columns && y + height <= on.rows;
      if (!fits) throw new FindingsFileError('damaged', where);
      if (runs.reduce((sum, run) => sum + run, 0) !== width * height) {
        throw new FindingsFileError('damaged', `${where}.runs`);
      }
    });
    finding.steps.forEach(({ image }, s) => {
      if (!images[image]) throw new FindingsFileError('damaged', `findings.${f}.steps.${s}.image`);
    });
  });
}

type MaskRecord = FindingRecord['masks'][number];

/** A mask on an image, as the file stores it. */
export const toMaskRecord = (image: number, mask: RegionMask): MaskRecord => ({
  image,
  x: mask.x,
  y: mask.y,
  width: mask.width,
  height: mask.height,
  runs: toRunLengths(mask.data),
});

/** The mask of a record that readFindings returned. */
export const fromMaskRecord = ({ x, y, width, height, runs }: MaskRecord): RegionMask => ({
  x,
  y,
  width,
  height,
  data: fromRunLengths(runs, width * height),
});
