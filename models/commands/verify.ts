import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readDeployment } from '../deployment';
import { difference, factsOfFile } from '../files';
import { table } from './list';

export interface Verification {
  /** A line for each file. */
  readonly report: string;
  /** True when each file is what the list says. */
  readonly ok: boolean;
}

/** Compares each file of each model in a deployment folder with its size and SHA-256. */
export async function verify(folder: string): Promise<Verification> {
  const rows: [string, string][] = [];
  let ok = true;
  for (const { id, files } of await readDeployment(folder)) {
    for (const expected of Object.values(files)) {
      const name = path.join(id, expected.path);
      const wrong = await whatIsWrong(path.join(folder, name), expected);
      rows.push([name, wrong ?? 'ok']);
      ok &&= wrong === undefined;
    }
  }
  return { report: table(rows), ok };
}

async function whatIsWrong(
  file: string,
  expected: { readonly size: number; readonly sha256: string },
): Promise<string | undefined> {
  if (!existsSync(file)) return 'missing';
  if (!(await stat(file)).isFile()) return 'not a file';
  return difference(await factsOfFile(file), expected);
}
