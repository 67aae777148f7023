import {
  encodeRtStructs,
  type EncodedRtStruct,
  type RtStructInput,
} from '../../extension/src/core/export/rtstruct/encodeRtStruct';
import { encodeSegs, type EncodedSeg, type SegInput } from '../../extension/src/core/export/seg';
import { type CaptureInput } from '../../extension/src/core/export/capture/encodeCapture';
import { type PdfInput } from '../../extension/src/core/export/pdf/encodePdf';
import { type SourceImage } from '../../extension/src/core/export/dicom/source';
import { layoutOf } from '../../extension/src/core/export/dicom/sourceLayout';
import { encodeSr, type EncodedSr } from '../../extension/src/core/export/sr/encodeSr';
import { type SrInput } from '../../extension/src/core/export/sr/srInput';
import { measureFinding, trueUnits } from '../../extension/src/core/export/measureFinding';
import { makeUid } from '../../extension/src/core/export/uid';
import { type FindingSet } from '../../extension/src/core/export/findingSet';
import { type ExportCase } from './cases';

const EQUIPMENT = {
  manufacturer: 'OHIF SAM',
  modelName: 'SAM lesion workflow',
  softwareVersions: '0.1.0',
  deviceSerialNumber: '0',
};

/** What formats without values need. */
type Masks = Pick<ExportCase, 'sources' | 'segments'>;

const common = ({ sources, segments }: Masks) => ({
  sources,
  segments,
  layout: layoutOf(sources, makeUid),
  equipment: EQUIPMENT,
  now: new Date(2026, 1, 3, 4, 5, 6),
  makeUid,
});

export const segInput = (masks: Masks): SegInput => ({
  ...common(masks),
  series: { seriesNumber: 900, description: 'SAM 分割' },
  contentLabel: 'LESIONS',
});

/** The structure sets of a case. */
export function exportRtStructs(masks: Masks): {
  input: RtStructInput;
  encoded: readonly EncodedRtStruct[];
} {
  const input = {
    ...common(masks),
    series: { seriesNumber: 901, description: 'SAM RTSTRUCT' },
    label: 'SAM lesions',
  };
  return { input, encoded: encodeRtStructs(input) };
}

/** The structure set of a case that has one. */
export function exportRtStruct(masks: Masks): { input: RtStructInput; encoded: EncodedRtStruct } {
  const { input, encoded } = exportRtStructs(masks);
  return { input, encoded: encoded[0] };
}

/** The segmentations of a case. */
export function exportSegs(masks: Masks): { input: SegInput; encoded: readonly EncodedSeg[] } {
  const input = segInput(masks);
  return { input, encoded: encodeSegs(input) };
}

/** The segmentation of a case that has one. */
export function exportSeg(masks: Masks): { input: SegInput; encoded: EncodedSeg } {
  const { input, encoded } = exportSegs(masks);
  return { input, encoded: encoded[0] };
}

/** The report on all segments that the segmentation holds. */
export function exportSr(
  exportCase: ExportCase,
  seg: EncodedSeg,
): { input: SrInput; encoded: EncodedSr } {
  const set = findingSet(exportCase);
  const { segments: _, ...shared } = common(exportCase);
  const findings = seg.written.map((index, n) => ({
    ...set.findings[index],
    segment: { ...seg, number: n + 1 },
    measurements: measureFinding(set, shared.layout, set.findings[index], trueUnits(set))!,
  }));
  const input = {
    ...shared,
    findings,
    units: trueUnits(set),
    series: { seriesNumber: 902, description: 'SAM 测量' },
    observerName: 'Reader^Rita',
  };
  return { input, encoded: encodeSr(input) };
}

/** A case as the findings that the viewer hands over. */
export function findingSet({ sources, segments, valuesOf, units }: ExportCase): FindingSet {
  return {
    ...{ sources, valuesOf, units },
    findings: segments.map((segment, n) => ({
      ...segment,
      tracking: segment.tracking ?? { id: `Finding ${n + 1}`, uid: makeUid() },
      steps: [],
      edits: [],
    })),
    equipment: EQUIPMENT,
    description: 'SAM 报告',
    models: [{ id: 'mobile-sam', name: 'MobileSAM', sha256: ['ab12'.repeat(16)] }],
    settings: {},
    now: new Date(2026, 1, 3, 4, 5, 6),
    makeUid,
  };
}

/** A picture of an odd number of bytes. */
export function captureInput(sources: readonly SourceImage[]): CaptureInput {
  const [columns, rows] = [7, 5];
  return {
    pixels: Uint8Array.from({ length: columns * rows * 3 }, (_, n) => (n * 37) % 256),
    columns,
    rows,
    sources: sources.slice(0, 1),
    showsPatientData: false,
    series: { seriesNumber: 903, description: 'SAM key images' },
    seriesInstanceUID: makeUid(),
    instanceNumber: 2,
    equipment: EQUIPMENT,
    now: new Date(2026, 1, 3, 4, 5, 6),
    makeUid,
  };
}

/** A document of an odd number of bytes. */
export function pdfInput(sources: readonly SourceImage[]): PdfInput {
  return {
    pdf: new TextEncoder().encode('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF'),
    title: '报告',
    sources,
    showsPatientData: true,
    series: { seriesNumber: 904, description: 'SAM report' },
    equipment: EQUIPMENT,
    now: new Date(2026, 1, 3, 4, 5, 6),
    makeUid,
  };
}
