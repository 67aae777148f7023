import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { measureSegment, wholeValues } from '../../extension/src/core/measure';
import { readSet } from '../data/readSet';
import { named, runPython, type Check, type CheckOptions } from './checks';

/**
 * Measures each label of a set and lets Python measure it again from the DICOM files and the truth.
 */
export async function checkMeasurements(folder: string, options: CheckOptions): Promise<Check[]> {
  const set = await readSet(folder);
  const measured = set.labels.map(({ name }) => {
    const slices = set.slices.map(({ plane, values }, k) => ({
      plane,
      values: wholeValues(values, plane.columns, plane.rows),
      mask: set.truth(name, k),
    }));
    const result = measureSegment({ slices, units: set.slices[0].units });
    return { label: name, ...result };
  });
  const out = path.join(options.out, set.name);
  mkdirSync(out, { recursive: true });
  const file = path.join(out, 'measurements.json');
  writeFileSync(file, JSON.stringify(measured));
  const script = path.join(import.meta.dirname, 'check_measurements.py');
  const findings = runPython(options.python, [script, folder, file]);
  return [named(set, 'measurements against Python', findings)];
}
