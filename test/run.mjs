// The test command: plain Node, so that it works before anything is installed. Installs and builds,
// then runs type check, lint, Jest and the tests in the real viewer; the last line counts the tests.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { build, install, root } from '../.webpack/build.mjs';

let failed = 0;
let passed = 0;
let skipped = 0;

function run(title, command, args) {
  console.log(`\n== ${title}`);
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

function step(title, args) {
  if (run(title, 'npx', args)) passed++;
  else failed++;
}

function jest(title, ...args) {
  const report = join(mkdtempSync(join(tmpdir(), 'sam-test-')), 'jest.json');
  run(title, 'npx', ['jest', ...args, '--json', `--outputFile=${report}`]);
  if (!existsSync(report)) return void failed++;
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  skipped += result.numPendingTests;
}

/** True when there is a Chromium to test with, after an attempt to install one. */
function haveChromium() {
  const places = JSON.parse(readFileSync(join(root, 'test/chromiumPlaces.json'), 'utf8'));
  const installed = () => [process.env.CHROME_PATH, ...places].some(p => p && existsSync(p));
  if (!installed() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    run('Package lists for Chromium', 'apt-get', ['update', '-qq']);
    run('Chromium', 'apt-get', ['install', '-qq', '-y', '--no-install-recommends', 'chromium']);
  }
  return installed();
}

install();
step('Type check', ['tsc', '--noEmit', '-p', '.']);
step('Lint', ['eslint', '.']);
step('Formatting', [
  ...['prettier', '--check'],
  ...['extension', 'mode', 'models', 'test', '.webpack', '*.mjs', '*.json'],
]);
build();
jest('Jest');
if (haveChromium()) {
  jest('The real viewer', '-c', 'jest.e2e.config.mjs');
} else {
  skipped++;
  console.log(
    '\nskipped: the tests in the real viewer, as there is no Chromium. Set CHROME_PATH, or install one (Debian: apt install chromium).',
  );
}

console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed ? 1 : 0);
