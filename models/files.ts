import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';

export interface FileFacts {
  readonly size: number;
  readonly sha256: string;
}

export function factsOf(bytes: Uint8Array): FileFacts {
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The same of a file that need not fit in memory. */
export async function factsOfFile(file: string): Promise<FileFacts> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}

/** What is wrong with a file, in words; undefined when it is what was expected. */
export function difference(got: FileFacts, expected: FileFacts): string | undefined {
  if (got.size < expected.size) return `truncated: ${got.size} of ${expected.size} bytes`;
  if (got.size > expected.size) return `too long: ${got.size} bytes, expected ${expected.size}`;
  if (got.sha256 === expected.sha256) return undefined;
  return `other content: SHA-256 ${got.sha256}, expected ${expected.sha256}`;
}

/** Writes the file whole or not at all: a reader sees the old one or the new one. */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    await writeFile(part, content);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

export const toJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
