/** What other parts need of reports beside their exporter. */
export { findingsOfReport, partsOfReport, type DecodedFinding, type DecodedPart } from './decodeSr';
