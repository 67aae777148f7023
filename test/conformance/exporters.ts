import {
  encodeRtStruct,
  type EncodedRtStruct,
  type RtStructInput,
} from '../../extension/src/core/export/rtstruct';
import { encodeSeg, type EncodedSeg, type SegInput } from '../../extension/src/core/export/seg';
import { type CaptureInput } from '../../extension/src/core/export/capture/encodeCapture';
import { type PdfInput } from '../../extension/src/core/export/pdf/encodePdf';
import { sourcePlane, type SourceImage } from '../../extension/src/core/export/dicom/source';
import { encodeSr, type EncodedSr, type SrInput } from '../../extension/src/core/export/sr';
import { fromFull } from '../../extension/src/core/mask/regionMask';
import { measureSegment } from '../../extension/src/core/measure';
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

export function segInput({ sources, segments }: Masks): SegInput {
  return {
    sources,
    segments,
    series: { seriesNumber: 900, description: 'SAM 分割' },
    contentLabel: 'LESIONS',
    equipment: EQUIPMENT,
    now: new Date(2026, 1, 3, 4, 5, 6),
    makeUid,
  };
}

export function exportRtStruct({ sources, segments }: Masks): {
  input: RtStructInput;
  encoded: EncodedRtStruct;
} {
  const input = {
    sources,
    segments,
    series: { seriesNumber: 901, description: 'SAM RTSTRUCT' },
    label: 'SAM lesions',
    equipment: EQUIPMENT,
    now: new Date(2026, 1, 3, 4, 5, 6),
    makeUid,
  };
  return { input, encoded: encodeRtStruct(input) };
}

export function exportSeg(exportCase: Masks): { input: SegInput; encoded: EncodedSeg } {
  const input = segInput(exportCase);
  return { input, encoded: encodeSeg(input) };
}

/** The report on all segments that the segmentation holds. */
export function exportSr(
  exportCase: ExportCase,
  seg: EncodedSeg,
): { input: SrInput; encoded: EncodedSr } {
  const { sources, segments, valuesOf, units } = exportCase;
  const values = sources.map((_, index) => valuesOf(index));
  const findings = seg.written.map((index, n) => {
    const segment = segments[index];
    const slices = sources.map((source, k) => ({
      plane: sourcePlane(source, source.geometry!),
      mask: fromFull(segment.maskOf(k) ?? [], source.columns, source.rows),
      values: values[k],
    }));
    const uid = segment.tracking?.uid ?? `2.25.${77_000 + index}`;
    return {
      ...segment,
      maskOf: segment.maskOf,
      tracking: { id: `Finding ${n + 1}`, uid },
      segmentNumber: n + 1,
      measurements: measureSegment({ slices, units })!,
    };
  });
  const input = {
    sources,
    findings,
    units,
    segmentation: seg,
    series: { seriesNumber: 902, description: 'SAM 测量' },
    equipment: EQUIPMENT,
    now: new Date(2026, 1, 3, 4, 5, 6),
    makeUid,
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
      tracking: { id: `Finding ${n + 1}`, uid: makeUid() },
      steps: [],
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
