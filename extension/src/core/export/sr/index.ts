/** What other parts need of reports beside their exporter. */
export {
  findingsOfReport,
  partsOfReport,
  readerAxesOf,
  type DecodedFinding,
  type DecodedPart,
} from './decodeSr';
