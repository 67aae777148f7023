export { decodeSr, type DecodedFinding, type DecodedMeasurement, type DecodedSr } from './decodeSr';
export { COMPREHENSIVE_3D_SR_STORAGE, encodeSr, type EncodedSr } from './encodeSr';
export { type SrFinding, type SrInput } from './srInput';
export { verifySr } from './verifySr';
