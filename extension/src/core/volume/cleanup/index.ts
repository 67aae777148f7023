/** Cleaning a segment in three dimensions, on the box that holds it. */
export { changeOf, type BoxChange } from './changes';
export { largestComponent } from './components';
export { fitEdges } from './fitEdges';
export { fillCavities, fillSliceHoles } from './holes';
export { layOut, type LaidOut } from './layOut';
export type { SegmentBox, Steps } from './segmentBox';
export { separateParts, type SeparatePart } from './separate';
export { smoothSlices } from './smooth';
