import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The viewers that are known to work, with the integrity of their npm package. */
export const VIEWERS = {
  '3.13.2':
    'sha512-WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==',
} as const;

export type ViewerVersion = keyof typeof VIEWERS;

/**
 * Gets the unmodified viewer: the `dist` of npm `@ohif/app`, checked by its integrity and kept in
 * `<cacheDir>/<version>`. It can't be a dependency, as its own dependencies are not published.
 * Throws an Error that says what to do.
 *
 * @param log told once before a download, which is about 50 MB
 * @returns the folder with the viewer's `index.html`
 */
export async function ensureViewer(
  version: ViewerVersion,
  cacheDir: string,
  log: (sentence: string) => void = () => undefined,
  integrity: string = VIEWERS[version],
): Promise<string> {
  const home = join(cacheDir, version);
  const dist = join(home, 'dist');
  if (await exists(join(dist, 'index.html'))) return dist;
  log(`Getting the viewer, npm @ohif/app@${version} (50 MB, once)…`);
  await mkdir(cacheDir, { recursive: true });
  const temporary = await mkdtemp(join(cacheDir, `${version}-`));
  try {
    const spec = `@ohif/app@${version}`;
    await run('npm', ['pack', spec, '--pack-destination', temporary, '--silent'], temporary).catch(
      (cause: unknown) => {
        throw new Error(
          `The viewer (npm ${spec}) can't be downloaded: check the network and npm's registry, then start again.`,
          { cause },
        );
      },
    );
    const archive = (await readdir(temporary)).find(name => name.endsWith('.tgz'));
    if (!archive) throw new Error(`npm pack ${spec} made no file; start again.`);
    const digest = createHash('sha512').update(await readFile(join(temporary, archive)));
    if (`sha512-${digest.digest('base64')}` !== integrity) {
      throw new Error(`npm ${spec} is not the published one: its integrity differs. Don't use it.`);
    }
    await run('tar', ['-xzf', archive], temporary);
    // Another start may have been faster; its viewer is the same.
    if (await exists(join(dist, 'index.html'))) return dist;
    await rm(home, { recursive: true, force: true });
    await rename(join(temporary, 'package'), home);
    return dist;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const windows = process.platform === 'win32';
    const child = spawn(command, args, {
      cwd,
      env: process.env,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: windows,
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('close', code =>
      code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}: ${errors.trim()}`)),
    );
  });
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
