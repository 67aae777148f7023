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

test('axes that the reader had placed are where they were, as far as their image is at hand', () => {
  const [finding] = input.findings;
  const { sopInstanceUID } = input.sources[finding.measurements.axes.slice];
  const longAxis = { from: [3.25, 4], to: [11.5, 4], length: 8.25 } as const;
  const shortAxis = { from: [7, 2], to: [7, 6.5], length: 4.5 } as const;
  const { slice } = finding.measurements.axes;
  const placed = { ...finding.measurements, axes: { slice, longAxis, shortAxis } };
  const written = encodeSr({
    ...input,
    findings: [{ ...finding, measurements: { ...placed, axesBy: 'reader' } }],
  }).dataset;
  const images = (uid: string) => ({ Modality: 'CT', instances: [{ imageId: `image ${uid}` }] });
  const load = (...others: readonly object[]) => {
    const host = hostWith({ Modality: 'SR', instance: written }, ...others);
    const core = {
      metaData: {
        get: (_: string, imageId: string) => ({ SOPInstanceUID: imageId.replace('image ', '') }),
      },
    };
    return loadedSegments({ ...host, core } as unknown as Host, 'seg').get(1)?.review;
  };
  const imageId = `image ${sopInstanceUID}`;
  expect(load(images('2.25.1'), images(sopInstanceUID))).toEqual({
    axes: { imageId, longAxis, shortAxis },
  });
  expect(load(images('2.25.1'))).toEqual({});
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
