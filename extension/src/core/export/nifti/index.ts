export { decodeNifti, masksOnSources, type NiftiLabels } from './decodeNifti';
export { encodeNifti, type EncodedNifti } from './encodeNifti';
