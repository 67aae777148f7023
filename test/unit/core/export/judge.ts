import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dciodvfy, runTool } from '../../../conformance/tools';

const isInstalled = runTool('dciodvfy', []).installed;
if (!isInstalled) {
  const message = 'dciodvfy (Debian: dicom3tools) is not installed: no object is judged';
  // That nothing was judged must be meant, and is counted then.
  if (process.env.WITHOUT_DCIODVFY !== '1') throw new Error(message);
  console.warn(`skipped: ${message}`);
}

/** A test that counts as skipped where dciodvfy is not installed, and that is meant. */
export const judgedTest = isInstalled ? test : test.skip;

/** Expects that dciodvfy finds nothing wrong with a Part 10 file. */
export function judge(bytes: ArrayBuffer): void {
  if (!isInstalled) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'dicom-'));
  const file = path.join(folder, 'object.dcm');
  writeFileSync(file, new Uint8Array(bytes));
  const findings = dciodvfy(file);
  rmSync(folder, { recursive: true });
  expect(findings).toEqual([]);
}
