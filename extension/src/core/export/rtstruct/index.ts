export { decodeRtStruct } from './decodeRtStruct';
export { encodeRtStructs, type EncodedRtStruct, type RtStructInput } from './encodeRtStruct';
export { verifyRtStruct } from './verifyRtStruct';
