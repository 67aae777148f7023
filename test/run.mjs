// The test command: plain Node, so that it works before anything is installed. Installs and builds,
// then runs type check, lint and Jest side by side, then the tests in the real viewer; at the end
// stand the slowest files, and the last line counts the tests.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { install, root } from '../.webpack/build.mjs';

const SLOWEST = 12;

const count = { passed: 0, failed: 0, skipped: 0 };
/** Seconds by test file. */
const seconds = new Map();

/** Runs a command with its output on the screen; resolves to whether it succeeded. */
function run(title, command, args) {
  console.log(`\n== ${title}`);
  return new Promise(resolve => {
    spawn(command, args, { cwd: root, stdio: 'inherit' }).on('close', code => resolve(code === 0));
  });
}

/** Runs a check while something else has the screen; what it says is printed when it has ended. */
function check(title, ...args) {
  return new Promise(resolve => {
    let output = '';
    const child = spawn('npx', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (output += text));
    child.on('close', code => {
      count[code === 0 ? 'passed' : 'failed']++;
      console.log(`\n== ${title}: ${code === 0 ? 'passed' : 'failed'}\n${output}`);
      resolve();
    });
  });
}

function skip(what) {
  count.skipped++;
  console.log(`\nskipped: ${what}`);
}

/** Runs Jest and counts its tests. */
async function jest(title, ...args) {
  const folder = mkdtempSync(join(tmpdir(), 'sam-test-'));
  const report = join(folder, 'jest.json');
  await run(title, 'npx', ['jest', ...args, '--json', `--outputFile=${report}`]);
  if (existsSync(report)) tally(JSON.parse(readFileSync(report, 'utf8')));
  else count.failed++;
  rmSync(folder, { recursive: true });
}

function tally(result) {
  count.passed += result.numPassedTests;
  count.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  count.skipped += result.numPendingTests;
  for (const { name, startTime, endTime } of result.testResults) {
    seconds.set(relative(root, name), (endTime - startTime) / 1000);
  }
}

const chromium = () => {
  const places = JSON.parse(readFileSync(join(root, 'test/chromiumPlaces.json'), 'utf8'));
  return [process.env.CHROME_PATH, ...places].some(place => place && existsSync(place));
};
const dciodvfy = () => spawnSync('dciodvfy', { input: '' }).error === undefined;

/** Installs Debian packages that are missing, where that is possible. */
async function apt(packages) {
  if (!packages.length || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  await run('Package lists', 'apt-get', ['update', '-qq']);
  const options = ['install', '-qq', '-y', '--no-install-recommends'];
  for (const name of packages) await run(name, 'apt-get', [...options, name]);
}

async function checks() {
  await check('Type check', 'tsc', '--noEmit', '-p', '.');
  await check('Lint', 'eslint', '.');
  await check('Formatting', 'prettier', '--check', '.');
  await check('Unused code', 'knip');
  await check('Code that only tests use', 'knip', '--production', '--include', 'files');
}

install();
await apt([...(chromium() ? [] : ['chromium']), ...(dciodvfy() ? [] : ['dicom3tools'])]);
if (!dciodvfy()) {
  process.env.WITHOUT_DCIODVFY = '1';
  skip('dciodvfy has judged no DICOM object, as it is not installed (Debian: dicom3tools).');
}
const beside = checks();
if (!(await run('Build', process.execPath, ['.webpack/build.mjs']))) count.failed++;
await jest('Jest', '--maxWorkers=2');
await beside;
if (chromium()) await jest('The real viewer', '-c', 'jest.e2e.config.mjs');
else
  skip('the tests in the real viewer, as there is no Chromium: set CHROME_PATH, or install one.');

console.log('\nSlowest files, in seconds:');
for (const [file, time] of [...seconds].sort((a, b) => b[1] - a[1]).slice(0, SLOWEST)) {
  console.log(`${time.toFixed(1).padStart(7)}  ${file}`);
}
const { passed, failed, skipped } = count;
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed ? 1 : 0);
