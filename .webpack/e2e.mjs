// `npm run e2e -- --study DIR`: builds, then drives the real viewer on a labelled set.
import { spawnSync } from 'node:child_process';
import { build, install, root } from './build.mjs';

install();
build();
const run = spawnSync('npx', ['tsx', 'test/e2e/study.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
