export { decodeSeg, type DecodedFrame, type DecodedSeg, type DecodedSegment } from './decodeSeg';
export { encodeSeg, SEGMENTATION_STORAGE, type EncodedSeg } from './encodeSeg';
export { type SegInput } from './segInput';
export { verifySeg } from './verifySeg';
