// The test command: plain Node, so that it works before anything is installed. Installs, then runs
// type check, lint and Jest; the last line counts the tests.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

function run(title, command, args) {
  console.log(`\n== ${title}`);
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
}

// Not `npm ci`: it refuses a lock file without the optional packages of other platforms.
if (!existsSync('node_modules/typescript') && !run('Install', 'npm', ['install', '--no-save']))
  process.exit(1);

let failed = 0;
let passed = 0;
const step = (title, args) => (run(title, 'npx', args) ? passed++ : failed++);
step('Type check', ['tsc', '--noEmit', '-p', '.']);
step('Lint', ['eslint', '.']);
step('Formatting', ['prettier', '--check', 'extension', 'models', 'test', '*.mjs']);

const report = join(mkdtempSync(join(tmpdir(), 'sam-test-')), 'jest.json');
run('Jest', 'npx', ['jest', '--json', `--outputFile=${report}`]);
let skipped = 0;
if (existsSync(report)) {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  skipped += result.numPendingTests;
} else failed++;

console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed ? 1 : 0);
