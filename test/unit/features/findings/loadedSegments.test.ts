import { loadedSegments } from '../../../../extension/src/features/findings/loadedSegments';
import type { Host } from '../../../../extension/src/host/ohif';
import { exportSeg, exportSr } from '../../../conformance/exporters';
import { syntheticCases } from '../../../conformance/cases';
import { encodeSr } from '../../../../extension/src/core/export/sr/encodeSr';

const [exportCase] = syntheticCases();
const seg = exportSeg(exportCase).encoded;
const { input } = exportSr(exportCase, seg);
const report = encodeSr({
  ...input,
  findings: input.findings.map((finding, n) =>
    n === 1 ? { ...finding, role: 'non-target', status: 'candidate' } : finding,
  ),
}).dataset;

/** A viewer that has loaded the SEG, and knows of other objects of the study. */
const hostWith = (...others: readonly object[]) =>
  ({
    services: {
      displaySetService: {
        getDisplaySetByUID: () => ({ instance: seg.dataset }),
        getActiveDisplaySets: () => others,
      },
      segmentationService: { getSegmentation: () => undefined },
    },
  }) as unknown as Host;

test('a loaded SEG has the status and role that its report says', () => {
  const loaded = loadedSegments(hostWith({ Modality: 'SR', instance: report }), 'seg');
  expect(loaded.get(2)?.review).toEqual({ status: 'candidate', role: 'non-target' });
  expect(loaded.get(1)?.review).toEqual({});
});

test('a report on another SEG, one without content and none at all say nothing', () => {
  const other = JSON.parse(JSON.stringify(report).replaceAll(seg.sopInstanceUID, '2.25.1'));
  for (const displaySet of [
    { Modality: 'SR', instance: other },
    { Modality: 'SR', instance: {} },
    { Modality: 'CT' },
  ]) {
    expect(loadedSegments(hostWith(displaySet), 'seg').get(2)?.review).toBeUndefined();
  }
});
