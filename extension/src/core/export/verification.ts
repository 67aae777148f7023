import { describeUnexpected, logUnexpected } from '../errors';
import { maskArea, symmetricDifference, type RegionMask } from '../mask/regionMask';

/** What reading an object back found. */
export interface Verification {
  readonly ok: boolean;
  /** What differs, in plain words and without patient data. */
  readonly differences: readonly string[];
}

export const verification = (differences: readonly string[]): Verification => ({
  ok: differences.length === 0,
  differences,
});

/** The verdict on bytes that can't be read at all. */
export function unreadable(what: string, error: unknown): Verification {
  logUnexpected(error, 'reads-differently');
  return verification([`The ${what} can't be read: ${describeUnexpected(error)}`]);
}

/** Collects sentences about values that are not what they should be. */
export class Differences {
  readonly list: string[] = [];

  /** Compares as text; absent and empty are the same. */
  expect(what: string, found: unknown, expected: unknown): void {
    if (String(found ?? '') !== String(expected ?? '')) this.list.push(`${what} differs.`);
  }
}

/** Pixels in which two masks of one image differ; null and undefined are empty masks. */
export function countDifferences(
  a: RegionMask | null | undefined,
  b: RegionMask | null | undefined,
): number {
  if (!a || !b) return a || b ? maskArea((a ?? b)!) : 0;
  return maskArea(symmetricDifference(a, b));
}
