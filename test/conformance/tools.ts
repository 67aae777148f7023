import { spawnSync } from 'node:child_process';

export interface ToolRun {
  /** False when the tool is not installed. */
  readonly installed: boolean;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool to its end; one that is not there is reported, not thrown. */
export function runTool(command: string, args: readonly string[]): ToolRun {
  const run = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  const installed = (run.error as NodeJS.ErrnoException | undefined)?.code !== 'ENOENT';
  return { installed, status: run.status, stdout: run.stdout ?? '', stderr: run.stderr ?? '' };
}

/**
 * What dciodvfy (dicom3tools) finds wrong; empty is clean, null that it is not installed. Its
 * first line, the name of the object, is no finding; without one it has judged nothing.
 */
export function dciodvfy(file: string): string[] | null {
  const { installed, stdout, stderr } = runTool('dciodvfy', ['-new', file]);
  if (!installed) return null;
  const lines = `${stdout}\n${stderr}`.split('\n').filter(line => line.trim() !== '');
  if (lines.length === 0) return ['Error - dciodvfy said nothing of this file'];
  return lines.filter(line => /^(Error|Warning)\b/.test(line));
}
