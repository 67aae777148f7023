/**
 * Writes the report on a labelled set to look at: as PDF, HTML and text, in both languages, with one
 * finding and with thirty.
 *
 * usage: npx tsx test/conformance/reportPages.ts SET_FOLDER OUT_FOLDER
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FindingExport } from '../../extension/src/core/export/findingExport';
import type { FindingSet } from '../../extension/src/core/export/findingSet';
import { morphologyProperty } from '../../extension/src/core/export/segmentTypes';
import { reportPdf } from '../../extension/src/core/export/report/reportPdf';
import { reportFont } from '../data/reportFont';
import { reportTexts } from '../data/reportTexts';
import { findingSet } from './exporters';
import { greyPicture } from './greyPicture';
import { readRealCase } from './realSets';

const [folder, out] = process.argv.slice(2);
if (!folder || !out) throw new Error('usage: reportPages.ts SET_FOLDER OUT_FOLDER');
mkdirSync(out, { recursive: true });
const real = await readRealCase(folder);

function reportOn(count: number, language: string, showsPatient: boolean): FindingSet {
  const texts = reportTexts(language);
  const { findings, ...common } = findingSet(real);
  return {
    ...common,
    findings: Array.from({ length: count }, (_, n) => {
      const finding = findings[n % findings.length];
      // Every other one as a metastasis, so that there is a sum.
      const property =
        n % 2 ? finding.property : morphologyProperty('neoplasmSecondary', 'lung', 'left');
      return { ...finding, property, maskOf: finding.maskOf };
    }),
    drawKeyImage: greyPicture,
    report: {
      texts,
      showsPatient,
      toPdf: content => reportPdf(content, reportFont(), texts),
    },
  };
}

for (const language of ['en', 'zh-CN']) {
  for (const [count, showsPatient] of [
    [1, true],
    [30, false],
  ] as const) {
    const findings = new FindingExport(reportOn(count, language, showsPatient));
    const { files, refused } = await findings.write(['report']);
    for (const { format, reason } of refused) console.log(`${format} refused: ${reason}`);
    const name = `report-${language}-${count}`;
    for (const file of files) {
      const extension = path.extname(file.name);
      writeFileSync(path.join(out, name + extension), new Uint8Array(file.bytes));
    }
    writeFileSync(path.join(out, `${name}.txt`), findings.reportText());
    console.log(`${name}: ${files.map(f => `${f.name} ${f.bytes.byteLength} bytes`).join(', ')}`);
  }
}
