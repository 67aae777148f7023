/**
 * Exports every labelled set under a folder and the synthetic cases in every format, and lets
 * tools judge that have nothing to do with this project.
 *
 * usage: npx tsx test/conformance/main.ts [--data DIR]… [--out DIR] [--python PATH] [--only NAME]
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { listSets } from '../data/readSet';
import { syntheticCases } from './cases';
import { checkCase, type Check } from './checks';
import { checkMeasurements } from './measurements';
import { oddCases } from './oddSeries';
import { readRealCase } from './realSets';

const { values } = parseArgs({
  options: {
    data: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
    only: { type: 'string' },
    python: { type: 'string', default: 'python3' },
  },
});
const out = path.resolve(values.out ?? mkdtempSync(path.join(tmpdir(), 'conformance-')));

const all: Check[] = [];
const judge = (checks: readonly Check[]) => {
  for (const { case: name, check, outcome, detail } of checks) {
    if (outcome !== 'passed') console.log(`${outcome.padEnd(8)}${name}: ${check}: ${detail}`);
  }
  const passed = checks.filter(({ outcome }) => outcome === 'passed').length;
  console.log(`${checks[0]?.case}: ${passed} of ${checks.length} checks passed`);
  all.push(...checks);
};
const made = [...syntheticCases(), ...oddCases()];
for (const exportCase of made.filter(({ name }) => !values.only || name.includes(values.only))) {
  judge(await checkCase(exportCase, { ...values, out }));
}
for (const folder of listSets(values.data)) {
  judge([
    ...(await checkCase(await readRealCase(folder), { ...values, out })),
    ...(await checkMeasurements(folder, { ...values, out })),
  ]);
}

const count = (outcome: Check['outcome']) => all.filter(c => c.outcome === outcome).length;
console.log(`Files: ${out}`);
console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
process.exitCode = count('failed') > 0 ? 1 : 0;
