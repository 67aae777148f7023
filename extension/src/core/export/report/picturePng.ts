import { encode } from 'fast-png';
import { base64 } from '../base64';
import type { ReportPicture } from './reportContent';

/** A picture as a PNG in a data URL. */
export function picturePng({ pixels, columns, rows }: Omit<ReportPicture, 'caption'>): string {
  const png = encode({ width: columns, height: rows, data: pixels, channels: 3 });
  return `data:image/png;base64,${base64(png)}`;
}
