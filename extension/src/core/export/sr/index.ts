/** What other parts need of reports beside their exporter. */
export { findingsOfReport } from './decodeSr';
