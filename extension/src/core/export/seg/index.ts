export { decodeSeg, type DecodedFrame, type DecodedSeg, type DecodedSegment } from './decodeSeg';
export { encodeSegs, SEGMENTATION_STORAGE, type EncodedSeg } from './encodeSeg';
export { type SegInput } from './segInput';
export { segmentDescriptions, type SegmentDescription } from './segmentItem';
export { verifySeg } from './verifySeg';
