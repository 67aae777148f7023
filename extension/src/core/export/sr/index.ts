export { decodeSr } from './decodeSr';
export { encodeSr, type EncodedSr } from './encodeSr';
export { type SrInput } from './srInput';
export { verifySr } from './verifySr';
