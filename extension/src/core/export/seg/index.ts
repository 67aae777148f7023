export { decodeSeg, type DecodedFrame, type DecodedSeg, type DecodedSegment } from './decodeSeg';
export { encodeSeg, SEGMENTATION_STORAGE, type EncodedSeg } from './encodeSeg';
export { type SegInput, type SegmentAlgorithm, type SegSegment } from './segInput';
export { verifySeg, type Verification } from './verifySeg';
