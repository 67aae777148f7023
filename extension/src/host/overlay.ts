import type { ImagePlane, PixelPoint } from '../core/geometry/imagePlane';
import { pixelToWorld, worldToPixel } from '../core/geometry/imagePlane';
import type { Vec3 } from '../core/geometry/vec3';
import type { RegionMask } from '../core/mask/regionMask';
import { PROMPT_COLORS } from '../core/prompt/promptColors';
import type { PlanarViewport } from './slices';
import type { WorldPrompt } from '../core/prompt/prompt';

/** What one viewport shows over its image. */
export interface OverlayContent {
  readonly plane: ImagePlane;
  readonly prompts: readonly ({ readonly id: string } & WorldPrompt)[];
  readonly selectedPromptId: string | null;
  readonly mask: RegionMask | null;
  readonly color: readonly [number, number, number];
  /** A prompt that is being drawn. */
  readonly pending: WorldPrompt | null;
  /** True for a mask under the mouse, which nothing was prompted for yet: outline only. */
  readonly faint: boolean;
  /** Which answer the mask is; on the element as `data-answer`. */
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
function boxCorners(plane: ImagePlane, a: PixelPoint, b: PixelPoint): Vec3[] {
  return [
    pixelToWorld(plane, a),
    pixelToWorld(plane, [b[0], a[1]]),
    pixelToWorld(plane, b),
    pixelToWorld(plane, [a[0], b[1]]),
  ];
}

/**
 * Draws prompts and preview over one viewport as SVG, as the viewer draws its measurements; takes no
 * events. The labelmap is only written on Accept, so a preview can never leave anything behind.
 */
export class Overlay {
  private readonly svg = svgElement('svg', { class: 'sam-overlay', width: '100%', height: '100%' });
  private readonly mask = svgElement('g', {});
  private readonly prompts = svgElement('g', { 'stroke-linejoin': 'round' });
  private shown: RegionMask | null = null;

  constructor(readonly element: HTMLElement) {
    Object.assign(this.svg.style, { position: 'absolute', inset: '0', pointerEvents: 'none' });
    this.svg.append(this.mask, this.prompts);
    element.appendChild(this.svg);
  }

  remove(): void {
    this.svg.remove();
  }

  /** Draws `content` as seen by the viewport's present camera; null clears. */
  draw(viewport: PlanarViewport, content: OverlayContent | null): void {
    // For tests of what is drawn.
    this.svg.dataset.answer = content?.answer ?? '';
    this.drawMask(viewport, content);
    this.prompts.replaceChildren(...(content ? promptElements(viewport, content) : []));
  }

  private drawMask(viewport: PlanarViewport, content: OverlayContent | null): void {
    const mask = content?.mask?.width ? content.mask : null;
    if (mask !== this.shown) {
      this.mask.replaceChildren(...(mask ? maskElements(mask, content!.faint) : []));
      this.shown = mask;
    }
    if (!mask || !content) return;
    const { plane, color } = content;
    this.mask.setAttribute('transform', pixelTransform(viewport, plane));
    this.mask.setAttribute('color', `rgb(${color.join(' ')})`);
  }
}

/** SVG's transform from pixel coordinates of a slice to a viewport's canvas. */
export function pixelTransform(viewport: PlanarViewport, plane: ImagePlane): string {
  const [ox, oy] = toCanvas(viewport, pixelToWorld(plane, [0, 0]));
  const [ix, iy] = toCanvas(viewport, pixelToWorld(plane, [plane.columns, 0]));
  const [jx, jy] = toCanvas(viewport, pixelToWorld(plane, [0, plane.rows]));
  const along = (x: number, y: number, count: number) => [(x - ox) / count, (y - oy) / count];
  const matrix = [...along(ix, iy, plane.columns), ...along(jx, jy, plane.rows), ox, oy];
  return `matrix(${matrix.join(' ')})`;
}

export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** A dark halo under a coloured line: legible on bright and on dark tissue. */
function strokedTwice(d: string, color: string, width: number): SVGPathElement[] {
  const line = { d, fill: 'none', 'vector-effect': 'non-scaling-stroke' };
  return [
    svgElement('path', { ...line, stroke: 'rgb(0 0 0 / 0.7)', 'stroke-width': width + 2 }),
    svgElement('path', { ...line, stroke: color, 'stroke-width': width }),
  ];
}

function maskElements(mask: RegionMask, faint: boolean): SVGPathElement[] {
  const { filled, edges } = maskPaths(mask);
  if (faint) return strokedTwice(edges, 'currentColor', 1);
  const fill = svgElement('path', {
    d: filled,
    fill: 'currentColor',
    'fill-opacity': FILL_ALPHA,
    'shape-rendering': 'crispEdges',
  });
  return [fill, ...strokedTwice(edges, 'currentColor', 1.5)];
}

/**
 * SVG path data of a mask in the slice's pixel coordinates, pixel [i, j] being the unit square
 * centred there: its area as one rectangle per run of a row, and the pixel edges between inside and
 * outside.
 */
export function maskPaths({ x, y, width, height, data }: RegionMask): {
  filled: string;
  edges: string;
} {
  const at = (i: number, j: number) =>
    i >= 0 && j >= 0 && i < width && j < height && data[j * width + i] === 1;
  let filled = '';
  let edges = '';
  const runs = (
    count: number,
    has: (n: number) => boolean,
    each: (n: number, end: number) => void,
  ) => {
    for (let n = 0; n < count; n++) {
      if (!has(n)) continue;
      const start = n;
      while (n < count && has(n)) n++;
      each(start, n - start);
    }
  };
  const [left, top] = [x - 0.5, y - 0.5];
  for (let j = 0; j <= height; j++) {
    runs(
      width,
      i => at(i, j),
      (i, length) => {
        filled += `M${left + i} ${top + j}h${length}v1h${-length}z`;
      },
    );
    runs(
      width,
      i => at(i, j) !== at(i, j - 1),
      (i, length) => {
        edges += `M${left + i} ${top + j}h${length}`;
      },
    );
  }
  for (let i = 0; i <= width; i++) {
    runs(
      height,
      j => at(i, j) !== at(i - 1, j),
      (j, length) => {
        edges += `M${left + i} ${top + j}v${length}`;
      },
    );
  }
  return { filled, edges };
}

function promptElements(viewport: PlanarViewport, content: OverlayContent): SVGElement[] {
  const { plane, pending } = content;
  const draw = (prompt: WorldPrompt, selected: boolean): SVGElement[] => {
    const onCanvas = (world: Vec3) => toCanvas(viewport, world);
    switch (prompt.kind) {
      case 'point':
        return pointElements(onCanvas(prompt.at), prompt.polarity, selected);
      case 'box': {
        const [a, b] = prompt.corners.map(world => worldToPixel(plane, world));
        return boxElements(boxCorners(plane, a, b).map(onCanvas), selected);
      }
      case 'scribble':
        return lineElements(prompt.path.map(onCanvas), PROMPT_COLORS[prompt.polarity], selected);
      case 'lasso':
        return lineElements(prompt.path.map(onCanvas), PROMPT_COLORS.lasso, selected, 'z');
    }
  };
  return [
    ...(pending ? draw(pending, false) : []),
    ...content.prompts.flatMap(prompt => draw(prompt, prompt.id === content.selectedPromptId)),
  ];
}

function lineElements(
  points: readonly Point2[],
  color: string,
  selected: boolean,
  end: '' | 'z' = '',
): SVGElement[] {
  const d = `M${points.map(point => point.join(' ')).join('L')}${end}`;
  return strokedTwice(d, color, selected ? 4 : 2);
}

function pointElements(
  [x, y]: Point2,
  polarity: 'include' | 'exclude',
  selected: boolean,
): SVGElement[] {
  const r = POINT_RADIUS;
  const ring = `M${x - r} ${y}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0z`;
  // Shape as well as colour tells include from exclude.
  const sign = `M${x - 4} ${y}h8` + (polarity === 'include' ? `M${x} ${y - 4}v8` : '');
  const fill = selected ? 'rgb(255 255 255 / 0.35)' : 'rgb(0 0 0 / 0.35)';
  return [
    svgElement('path', { d: ring, fill }),
    ...strokedTwice(ring, PROMPT_COLORS[polarity], 2),
    ...strokedTwice(sign, PROMPT_COLORS[polarity], 2),
  ];
}

function boxElements(corners: readonly Point2[], selected: boolean): SVGElement[] {
  const outline = `M${corners.map(corner => corner.join(' ')).join('L')}z`;
  return [
    ...strokedTwice(outline, PROMPT_COLORS.box, selected ? 3 : 1.5),
    ...corners.map(([x, y]) =>
      svgElement('rect', { x: x - 3, y: y - 3, width: 6, height: 6, fill: PROMPT_COLORS.box }),
    ),
  ];
}
