import {
  encodeRtStruct,
  type EncodedRtStruct,
  type RtStructInput,
} from '../../extension/src/core/export/rtstruct';
import { encodeSeg, type EncodedSeg, type SegInput } from '../../extension/src/core/export/seg';
import { makeUid } from '../../extension/src/core/export/uid';
import { type ExportCase } from './cases';

const EQUIPMENT = {
  manufacturer: 'OHIF SAM',
  modelName: 'SAM lesion workflow',
  softwareVersions: '0.1.0',
  deviceSerialNumber: '0',
};

export function segInput({ sources, segments }: ExportCase): SegInput {
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

export function exportRtStruct({ sources, segments }: ExportCase): {
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

export function exportSeg(exportCase: ExportCase): { input: SegInput; encoded: EncodedSeg } {
  const input = segInput(exportCase);
  return { input, encoded: encodeSeg(input) };
}
