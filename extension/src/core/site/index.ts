/** Where in the body a finding lies: from the organs around it, else from its position. */
export { organAround } from './organOverlap';
export { siteByPosition } from './position';
