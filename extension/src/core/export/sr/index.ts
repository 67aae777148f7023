/** What other parts need of reports beside their exporter. */
export {
  findingsOfReport,
  groupsOfReport,
  partsOfReport,
  readerAxesOf,
  type DecodedGroup,
  type DecodedPart,
} from './decodeSr';
