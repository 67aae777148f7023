import { readFile } from 'node:fs/promises';
import { lookAt, type OddFinding } from './odd';

let finding: OddFinding;
try {
  finding = lookAt(await readFile(process.argv[2]));
} catch (error) {
  finding = { ok: false, reason: error instanceof Error ? error.message : String(error) };
}
process.send?.(finding, () => process.exit(0));
