export { encodeNiftis, type EncodedNifti } from './encodeNifti';
export { masksOnSources } from './masksOnSources';
export { readNifti } from './readNifti';
