import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dciodvfy } from '../../../conformance/tools';

/** Expects that dciodvfy, where it is installed, finds nothing wrong with a Part 10 file. */
export function judge(bytes: ArrayBuffer): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'dicom-'));
  const file = path.join(folder, 'object.dcm');
  writeFileSync(file, new Uint8Array(bytes));
  const findings = dciodvfy(file);
  rmSync(folder, { recursive: true });
  if (findings === null) console.log('skipped: dciodvfy not installed');
  else expect(findings).toEqual([]);
}
