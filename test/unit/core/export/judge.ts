import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dciodvfy } from '../../../conformance/tools';

/**
 * Expects that dciodvfy finds nothing wrong with a Part 10 file. Where it is not installed that is
 * a failure, unless the environment says WITHOUT_DCIODVFY, as the test command does aloud.
 */
export function judge(bytes: ArrayBuffer): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'dicom-'));
  const file = path.join(folder, 'object.dcm');
  writeFileSync(file, new Uint8Array(bytes));
  const findings = dciodvfy(file);
  rmSync(folder, { recursive: true });
  if (findings === null && process.env.WITHOUT_DCIODVFY) return;
  expect(findings ?? 'dciodvfy is not installed (Debian: apt install dicom3tools)').toEqual([]);
}
