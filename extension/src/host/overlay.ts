import type { ImagePlane, PixelPoint } from '../core/geometry/imagePlane';
import { pixelToWorld, worldToPixel } from '../core/geometry/imagePlane';
import type { Vec3 } from '../core/geometry/vec3';
import type { RegionMask } from '../core/mask/regionMask';
import { PROMPT_COLORS } from '../core/prompt/promptColors';
import type { PlanarViewport } from './slices';
import type { SessionPrompt } from './session/types';

/** What one viewport shows over its image. */
export interface OverlayContent {
  readonly plane: ImagePlane;
  readonly prompts: readonly SessionPrompt[];
  readonly selectedPromptId: string | null;
  readonly mask: RegionMask | null;
  readonly color: readonly [number, number, number];
  /** A box that is being drawn. */
  readonly rubberBand: readonly [Vec3, Vec3] | null;
  /** Which answer the mask is; on the canvas as `data-answer`, for tests of what is drawn. */
  readonly answer: string;
}

type Point2 = readonly [number, number];

const FILL_ALPHA = 0.3;
const POINT_RADIUS = 7;

/** Canvas position (CSS pixels) of a world position in a viewport. */
export function toCanvas(viewport: PlanarViewport, world: Vec3): Point2 {
  const [x, y] = viewport.worldToCanvas(world as unknown as [number, number, number]);
  return [x, y];
}

/** The four corners of a box prompt on its plane, in world space, in drawing order. */
export function boxCorners(plane: ImagePlane, a: PixelPoint, b: PixelPoint): Vec3[] {
  return [
    pixelToWorld(plane, a),
    pixelToWorld(plane, [b[0], a[1]]),
    pixelToWorld(plane, b),
    pixelToWorld(plane, [a[0], b[1]]),
  ];
}

/**
 * Draws prompts and preview over one viewport on a canvas of its own, which takes no events. The
 * labelmap is only written on Accept, so a preview can never leave anything behind.
 */
export class Overlay {
  private readonly canvas = document.createElement('canvas');
  private outline: { mask: RegionMask; path: Path2D; bitmap: HTMLCanvasElement } | null = null;

  constructor(readonly element: HTMLElement) {
    this.canvas.className = 'sam-overlay';
    Object.assign(this.canvas.style, {
      position: 'absolute',
      inset: '0',
      width: '100%',
      height: '100%',
      pointerEvents: 'none',
    });
    element.appendChild(this.canvas);
  }

  remove(): void {
    this.canvas.remove();
  }

  /** Draws `content` as seen by the viewport's present camera; null clears. */
  draw(viewport: PlanarViewport, content: OverlayContent | null): void {
    const context = this.resize();
    this.canvas.dataset.answer = content?.answer ?? '';
    if (!context || !content) return;
    if (content.mask && content.mask.width > 0) this.drawMask(context, viewport, content);
    if (content.rubberBand) {
      const [a, b] = content.rubberBand.map(w => worldToPixel(content.plane, w));
      drawBox(context, viewport, content.plane, a, b, false);
    }
    for (const prompt of content.prompts) {
      const selected = prompt.id === content.selectedPromptId;
      if (prompt.kind === 'point') {
        drawPoint(context, toCanvas(viewport, prompt.at), prompt.polarity, selected);
      } else {
        const [a, b] = prompt.corners.map(w => worldToPixel(content.plane, w));
        drawBox(context, viewport, content.plane, a, b, selected);
      }
    }
  }

  private resize(): CanvasRenderingContext2D | null {
    const ratio = window.devicePixelRatio || 1;
    const { clientWidth, clientHeight } = this.element;
    const width = Math.round(clientWidth * ratio);
    const height = Math.round(clientHeight * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    // In software: an accelerated canvas has shown frames long past when the GPU was lost.
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return null;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, clientWidth, clientHeight);
    return context;
  }

  private drawMask(
    context: CanvasRenderingContext2D,
    viewport: PlanarViewport,
    { plane, mask, color }: OverlayContent,
  ): void {
    if (!mask) return;
    if (this.outline?.mask !== mask) {
      this.outline = { mask, path: maskOutline(mask), bitmap: maskBitmap(mask, color) };
    }
    const [ox, oy] = toCanvas(viewport, pixelToWorld(plane, [0, 0]));
    const [ix, iy] = toCanvas(viewport, pixelToWorld(plane, [plane.columns, 0]));
    const [jx, jy] = toCanvas(viewport, pixelToWorld(plane, [0, plane.rows]));
    const pixelToCanvas = new DOMMatrix([
      (ix - ox) / plane.columns,
      (iy - oy) / plane.columns,
      (jx - ox) / plane.rows,
      (jy - oy) / plane.rows,
      ox,
      oy,
    ]);
    context.save();
    context.transform(
      pixelToCanvas.a,
      pixelToCanvas.b,
      pixelToCanvas.c,
      pixelToCanvas.d,
      pixelToCanvas.e,
      pixelToCanvas.f,
    );
    context.imageSmoothingEnabled = false;
    // Pixel [x, y] is centred on integers: its square starts half a pixel before.
    context.drawImage(this.outline.bitmap, mask.x - 0.5, mask.y - 0.5);
    context.restore();
    const outline = new Path2D();
    outline.addPath(this.outline.path, pixelToCanvas);
    strokeTwice(context, `rgb(${color.join(' ')})`, () => context.stroke(outline), 1.5);
  }
}

function maskBitmap(mask: RegionMask, color: readonly [number, number, number]): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = mask.width;
  canvas.height = mask.height;
  const image = new ImageData(mask.width, mask.height);
  for (let p = 0; p < mask.data.length; p++) {
    if (mask.data[p]) image.data.set([...color, Math.round(FILL_ALPHA * 255)], p * 4);
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/** The pixel edges between inside and outside, in the slice's pixel coordinates. */
function maskOutline({ x, y, width, height, data }: RegionMask): Path2D {
  const path = new Path2D();
  const at = (i: number, j: number) =>
    i >= 0 && j >= 0 && i < width && j < height && data[j * width + i] === 1;
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      if (!at(i, j)) continue;
      const [left, top] = [x + i - 0.5, y + j - 0.5];
      const edge = (outside: boolean, ax: number, ay: number, bx: number, by: number) => {
        if (!outside) return;
        path.moveTo(left + ax, top + ay);
        path.lineTo(left + bx, top + by);
      };
      edge(!at(i, j - 1), 0, 0, 1, 0);
      edge(!at(i, j + 1), 0, 1, 1, 1);
      edge(!at(i - 1, j), 0, 0, 0, 1);
      edge(!at(i + 1, j), 1, 0, 1, 1);
    }
  }
  return path;
}

/** A dark halo under a coloured line: legible on bright and on dark tissue. */
function strokeTwice(
  context: CanvasRenderingContext2D,
  color: string,
  stroke: () => void,
  width = 2,
): void {
  context.lineJoin = 'round';
  context.strokeStyle = 'rgb(0 0 0 / 0.7)';
  context.lineWidth = width + 2;
  stroke();
  context.strokeStyle = color;
  context.lineWidth = width;
  stroke();
}

function drawPoint(
  context: CanvasRenderingContext2D,
  [x, y]: Point2,
  polarity: 'include' | 'exclude',
  selected: boolean,
): void {
  context.beginPath();
  context.arc(x, y, POINT_RADIUS, 0, 2 * Math.PI);
  context.fillStyle = selected ? 'rgb(255 255 255 / 0.35)' : 'rgb(0 0 0 / 0.35)';
  context.fill();
  strokeTwice(context, PROMPT_COLORS[polarity], () => context.stroke());
  // Shape as well as colour tells include from exclude.
  context.beginPath();
  context.moveTo(x - 4, y);
  context.lineTo(x + 4, y);
  if (polarity === 'include') {
    context.moveTo(x, y - 4);
    context.lineTo(x, y + 4);
  }
  strokeTwice(context, PROMPT_COLORS[polarity], () => context.stroke());
}

function drawBox(
  context: CanvasRenderingContext2D,
  viewport: PlanarViewport,
  plane: ImagePlane,
  a: PixelPoint,
  b: PixelPoint,
  selected: boolean,
): void {
  const corners = boxCorners(plane, a, b).map(world => toCanvas(viewport, world));
  context.beginPath();
  corners.forEach(([x, y], n) => (n ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
  strokeTwice(context, PROMPT_COLORS.box, () => context.stroke(), selected ? 3 : 1.5);
  for (const [x, y] of corners) {
    context.fillStyle = PROMPT_COLORS.box;
    context.fillRect(x - 3, y - 3, 6, 6);
  }
}
