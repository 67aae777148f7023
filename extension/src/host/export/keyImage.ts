import { pixelEdgeContours } from '../../core/export/rtstruct/contours';
import type { KeyImagePixels, KeyImageRequest } from '../../core/export/capture/keyImage';
import type { PixelPoint } from '../../core/geometry/imagePlane';
import { CT_SOFT_TISSUE, percentileWindow } from '../../core/image/window';

/** Side of the picture's image part, pixels; the caption comes below. */
const SIDE = 768;
const CAPTION = 96;
const MARGIN = 16;

/**
 * Draws a finding on its slice, with outline, axes and a caption, in a worker. The caption holds
 * codes and numbers only: nothing that a reader typed, nothing of the patient.
 */
export function drawKeyImage(request: KeyImageRequest): KeyImagePixels {
  const { plane, values, mask, units, measurements, lines } = request;
  const [widthMm, heightMm] = [plane.columns * plane.columnSpacing, plane.rows * plane.rowSpacing];
  const perMm = SIDE / Math.max(widthMm, heightMm);
  const width = Math.round(widthMm * perMm);
  const height = Math.round(heightMm * perMm);
  const canvas = new OffscreenCanvas(width, height + CAPTION);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser draws no pictures in a worker.');
  context.fillStyle = '#000';
  context.fillRect(0, 0, canvas.width, canvas.height);

  const slice = new OffscreenCanvas(plane.columns, plane.rows);
  const grey = new ImageData(plane.columns, plane.rows);
  const { lower, upper } = units === 'HU' ? CT_SOFT_TISSUE : percentileWindow(values);
  for (let n = 0; n < values.length; n++) {
    const level = ((values[n] - lower) / (upper - lower)) * 255;
    grey.data.set([level, level, level, 255], 4 * n);
  }
  slice.getContext('2d')?.putImageData(grey, 0, 0);
  context.drawImage(slice, 0, 0, width, height);

  const toCanvas = ([i, j]: PixelPoint): [number, number] => [
    ((i + 0.5) / plane.columns) * width,
    ((j + 0.5) / plane.rows) * height,
  ];
  const path = (points: readonly PixelPoint[], close: boolean) => {
    context.beginPath();
    points.map(toCanvas).forEach(([x, y]) => context.lineTo(x, y));
    if (close) context.closePath();
    context.stroke();
  };
  context.lineWidth = 2;
  context.strokeStyle = '#ffb000';
  for (const contour of pixelEdgeContours(mask, plane.columns, plane.rows)) path(contour, true);
  context.strokeStyle = '#4da3ff';
  context.lineWidth = 1.5;
  for (const { from, to } of [measurements.axes.longAxis, measurements.axes.shortAxis]) {
    path([from, to], false);
  }

  context.fillStyle = '#fff';
  context.font = '18px sans-serif';
  context.textBaseline = 'top';
  lines.forEach((line, n) =>
    context.fillText(line, MARGIN, height + 10 + n * 26, width - 2 * MARGIN),
  );
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const pixels = new Uint8Array((data.length / 4) * 3);
  for (let n = 0; n < data.length / 4; n++) {
    for (let c = 0; c < 3; c++) pixels[3 * n + c] = data[4 * n + c];
  }
  return { pixels, columns: canvas.width, rows: canvas.height };
}
