export { decodeSeg, type DecodedSeg } from './decodeSeg';
export { encodeSegs, SEGMENTATION_STORAGE, type EncodedSeg } from './encodeSeg';
export { type SegInput } from './segInput';
export { segmentDescriptions, type SegmentDescription } from './segmentItem';
export { verifySeg } from './verifySeg';
