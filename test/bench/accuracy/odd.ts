import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultSpec } from '../../../extension/src/core/engine';
import { prepareModelInput } from '../../../extension/src/core/image/modelInput';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import { readDicomImage } from '../../data/dicomImage';
import { ContactSheet } from './png';

const TILE = 112;
const SECONDS = 60;
/** Grey levels as they are, so that the sheet shows them. */
const GREY = { size: 448, mean: [0, 0, 0], std: [1, 1, 1] };

/** What is told of one file. */
export type OddFinding =
  | { readonly ok: true; readonly text: string; readonly pixels: Uint8Array; readonly bad: boolean }
  | { readonly ok: false; readonly reason: string };

/**
 * What the model would see of every file under a folder, whatever it is: prints a line for each
 * (its tile, or why there is none) and writes a contact sheet. Returns how many files gave an
 * input that shows nothing.
 */
export async function oddFiles(folder: string, sheetFile: string): Promise<number> {
  const sheet = new ContactSheet(TILE, 12);
  let failures = 0;
  for (const file of filesUnder(folder)) {
    const finding = await inOwnProcess(file);
    const tile = finding.ok ? sheet.add(finding.pixels) : '–';
    const text = finding.ok ? finding.text : finding.reason;
    if (finding.ok && finding.bad) failures++;
    console.log(`${String(tile).padStart(4)}  ${path.relative(folder, file)}: ${text}`);
  }
  await writeFile(sheetFile, sheet.png());
  return failures;
}

/** A decoder that loses itself in a broken file takes only its own process with it. */
function inOwnProcess(file: string): Promise<OddFinding> {
  return new Promise(resolve => {
    const child = fork(new URL('./oddFile.ts', import.meta.url), [file], {
      execArgv: [...process.execArgv, '--max-old-space-size=1024'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: SECONDS * 1000,
    });
    child.on('message', finding => resolve(finding as OddFinding));
    child.on('exit', () => resolve({ ok: false, reason: 'the decoder ran away and was stopped' }));
  });
}

/** The model input of a file's middle frame. */
export function lookAt(bytes: Uint8Array): OddFinding {
  const { frames } = readDicomImage(bytes);
  const slice = frames[frames.length >> 1];
  const { pixels, problem } = look(slice);
  const { lower, upper } = defaultSpec(slice).window;
  const { columns, rows, columnSpacing, rowSpacing } = slice.plane;
  const text =
    `${slice.modality || 'no modality'} ${columns}×${rows}×${frames.length}, ` +
    `${columnSpacing.toFixed(3)}×${rowSpacing.toFixed(3)} mm, ` +
    `window ${lower.toFixed(1)} to ${upper.toFixed(1)}${problem ? `, ${problem}` : ''}`;
  return { ok: true, text, pixels, bad: problem !== undefined };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('.json'))
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort();
}

/** The model input shrunk to a tile, and what is wrong with it, if anything is. */
function look(slice: SliceImage): { pixels: Uint8Array; problem?: string } {
  const input = prepareModelInput(slice, defaultSpec(slice), GREY);
  const factor = GREY.size / TILE;
  const pixels = new Uint8Array(TILE * TILE);
  let [least, most] = [Infinity, -Infinity];
  for (let y = 0; y < TILE; y++) {
    for (let x = 0; x < TILE; x++) {
      let sum = 0;
      for (let n = 0; n < factor * factor; n++) {
        const v = y * factor + Math.floor(n / factor);
        const u = x * factor + (n % factor);
        // Mean of the channels, so that colour shows as grey.
        for (let c = 0; c < 3; c++) sum += input[(c * GREY.size + v) * GREY.size + u];
      }
      const level = sum / (3 * factor * factor);
      least = Math.min(least, level);
      most = Math.max(most, level);
      pixels[y * TILE + x] = level;
    }
  }
  if (!input.every(Number.isFinite)) return { pixels, problem: 'NOT FINITE' };
  if (most - least < 8) return { pixels, problem: 'NO CONTRAST' };
  return { pixels };
}
