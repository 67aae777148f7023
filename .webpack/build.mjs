// Installs what is missing, prepares the models and builds the drop-in. Plain Node: it must run
// before anything is installed.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(fileURLToPath(import.meta.url), '../..');
const dropIn = path.join(root, '.webpack/dist/drop-in');
const stamp = path.join(root, '.webpack/dist/stamp');

function run(title, command, args) {
  console.log(`${title}…`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${title} failed: see above. Nothing was started.`);
    process.exit(1);
  }
}

/** Installs the packages of the lock file unless they are there. */
export function install() {
  if (!existsSync(path.join(root, 'node_modules/typescript'))) {
    run('Installing packages', 'npm', ['ci']);
  }
}

function newest(folder) {
  return Math.max(
    0,
    ...readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter(entry => entry.isFile())
      .map(entry => statSync(path.join(entry.parentPath ?? entry.path, entry.name)).mtimeMs),
  );
}

/** Builds unless the last build is newer than every source. */
export function build() {
  const sources = ['extension/src', 'mode/src', 'models'].map(folder => path.join(root, folder));
  const changed = Math.max(
    ...sources.map(newest),
    statSync(path.join(root, 'package.json')).mtimeMs,
  );
  if (existsSync(stamp) && statSync(stamp).mtimeMs > changed) return;
  run('Building', 'npx', ['webpack', '-c', '.webpack/webpack.config.mjs']);
  const models = path.join(root, '.cache/models');
  run('Preparing the models', 'npx', ['tsx', 'models/prepare.ts', models, '--cached']);
  mkdirSync(dropIn, { recursive: true });
  cpSync(models, path.join(dropIn, 'models'), { recursive: true });
  writeFileSync(stamp, '');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  build();
}
