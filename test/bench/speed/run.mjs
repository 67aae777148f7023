// Builds when the last build is older than the sources, then measures.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { build, install, root } from '../../../.webpack/build.mjs';

install();
build();
const args = ['tsx', 'test/bench/speed/main.ts', ...process.argv.slice(2)];
process.exit(spawnSync('npx', args, { cwd: root, stdio: 'inherit' }).status ?? 1);
