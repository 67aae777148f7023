import { pixelEdgeContours } from '../../../core/export/rtstruct/contours';
import type { KeyImagePixels, KeyImageRequest } from '../../../core/export/capture/keyImage';
import type { PixelPoint } from '../../../core/geometry/imagePlane';
import { findingWindow } from '../../../core/image/findingWindow';

/** Height of the caption below the image, pixels. */
const CAPTION = 96;
const MARGIN = 16;

/**
 * Draws a finding on its slice, with outline, axes and a caption, in a worker. The caption holds
 * codes and numbers only: nothing that a reader typed, nothing of the patient.
 */
export function drawKeyImage(request: KeyImageRequest): KeyImagePixels {
  const { plane, region, side, lines } = request;
  const [widthMm, heightMm] = [
    region.width * plane.columnSpacing,
    region.height * plane.rowSpacing,
  ];
  const perMm = side / Math.max(widthMm, heightMm);
  const width = Math.round(widthMm * perMm);
  const height = Math.round(heightMm * perMm);
  const [canvas, context] = canvasOf(width, height + (lines.length ? CAPTION : 0));
  context.fillStyle = '#000';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.save();
  // Where the region ends before the image, the caption begins.
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
  drawSlice(context, request, ([i, j]) => [
    ((i - region.x) / region.width) * width,
    ((j - region.y) / region.height) * height,
  ]);
  context.restore();
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

/** The slice in grey, the finding's outline and its axes. */
function drawSlice(
  context: OffscreenCanvasRenderingContext2D,
  request: KeyImageRequest,
  toCanvas: (pixel: PixelPoint) => [number, number],
): void {
  const { plane, mask, measurements } = request;
  const [left, top] = toCanvas([-0.5, -0.5]);
  const [right, bottom] = toCanvas([plane.columns - 0.5, plane.rows - 0.5]);
  context.drawImage(greySlice(request), left, top, right - left, bottom - top);
  const path = (points: readonly PixelPoint[], close: boolean) => {
    context.beginPath();
    points.map(toCanvas).forEach(([x, y]) => context.lineTo(x, y));
    if (close) context.closePath();
    context.stroke();
  };
  context.lineWidth = 2;
  context.strokeStyle = '#ffb000';
  for (const contour of pixelEdgeContours(mask)) path(contour, true);
  context.strokeStyle = '#4da3ff';
  context.lineWidth = 1.5;
  for (const { from, to } of [measurements.axes.longAxis, measurements.axes.shortAxis]) {
    path([from, to], false);
  }
}

function greySlice(request: KeyImageRequest): OffscreenCanvas {
  const { plane, values, inverted } = request;
  const grey = new ImageData(plane.columns, plane.rows);
  const { lower, upper } = findingWindow(request, request.measurements.axes.longAxis);
  for (let n = 0; n < values.length; n++) {
    const share = (values[n] - lower) / (upper - lower);
    const level = (inverted ? 1 - share : share) * 255;
    grey.data.set([level, level, level, 255], 4 * n);
  }
  const [canvas, context] = canvasOf(plane.columns, plane.rows);
  context.putImageData(grey, 0, 0);
  return canvas;
}

function canvasOf(
  width: number,
  height: number,
): [OffscreenCanvas, OffscreenCanvasRenderingContext2D] {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser draws no pictures in a worker.');
  return [canvas, context];
}
