/** Cleaning a segment in three dimensions, on the box that holds it. */
export { changeOf, type BoxChange } from './changes';
export { largestComponent, type Part } from './components';
export { fillCavities, fillSliceHoles } from './holes';
export { layOut, type BoxSlice, type LaidOut } from './layOut';
export type { SegmentBox, Steps } from './segmentBox';
export { smoothSlices } from './smooth';
