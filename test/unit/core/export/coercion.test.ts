import { writePart10, type Dataset } from '../../../../extension/src/core/export/dicom/dataset';
import { sourceImage } from '../../../../extension/src/core/export/dicom/source';
import { encodeSegs, verifySeg } from '../../../../extension/src/core/export/seg';
import { verifyRtStruct } from '../../../../extension/src/core/export/rtstruct/verifyRtStruct';
import { UNSPECIFIED_PROPERTY } from '../../../../extension/src/core/export/segmentTypes';
import { exportRtStruct, segInput } from '../../../conformance/exporters';
import { AXIAL, syntheticSeries } from '../../../conformance/syntheticSeries';

const masks = {
  sources: syntheticSeries(AXIAL).map(slice => sourceImage(slice)),
  segments: [
    {
      ...{ label: 'a', property: UNSPECIFIED_PROPERTY, algorithm: { type: 'MANUAL' } as const },
      maskOf: (index: number) =>
        index < 4 ? { x: 3, y: 4, width: 2, height: 2, data: new Uint8Array(4).fill(1) } : null,
    },
  ],
};

/** The object as an archive gives it back that has put the patient's data in order. */
const coerced = (dataset: Dataset, change: Dataset = {}) =>
  writePart10({ ...dataset, PatientID: 'SITE-0042', PatientName: 'WANG^XIAODONG', ...change });

test('an archive that coerces the patient’s ID and name has stored the same segmentation', () => {
  const input = segInput(masks);
  const [encoded] = encodeSegs(input);
  expect(verifySeg(input, encoded, coerced(encoded.dataset)).differences).toEqual([]);
  const other = coerced(encoded.dataset, { StudyInstanceUID: '2.25.5' });
  expect(verifySeg(input, encoded, other).differences).not.toEqual([]);
});

test('an archive that coerces the patient’s ID and name has stored the same structures', () => {
  const { input, encoded } = exportRtStruct(masks);
  expect(verifyRtStruct(input, encoded, coerced(encoded.dataset)).differences).toEqual([]);
});
