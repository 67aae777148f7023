export { decodeRtStruct, type DecodedRoi, type DecodedRtStruct } from './decodeRtStruct';
export {
  encodeRtStructs,
  RT_STRUCTURE_SET_STORAGE,
  type EncodedRtStruct,
  type RtStructInput,
} from './encodeRtStruct';
export { verifyRtStruct } from './verifyRtStruct';
