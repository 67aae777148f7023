import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Paths of all files below a folder, sorted; links are followed, each folder is visited once.
 * Hidden ones and unfinished writes (`.part`) are left out. What can't be read goes to `onError`.
 */
export async function walk(
  folder: string,
  onError: (path: string, error: unknown) => void,
  visited = new Set<string>(),
): Promise<string[]> {
  const files: string[] = [];
  const real = await realpath(folder);
  if (visited.has(real)) return files;
  visited.add(real);
  for (const name of (await readdir(folder)).sort()) {
    if (name.startsWith('.') || name.endsWith('.part')) continue;
    const path = join(folder, name);
    try {
      const found = await stat(path);
      if (found.isDirectory()) files.push(...(await walk(path, onError, visited)));
      else if (found.isFile()) files.push(path);
    } catch (error) {
      onError(path, error);
    }
  }
  return files;
}
