import type { ImagePlane } from '../core/geometry/imagePlane';
import type { RegionMask } from '../core/mask/regionMask';
import { maskPaths, pixelTransform, svgElement } from './overlay';
import type { PlanarViewport } from './slices';

/** A mask that is offered among others. */
export interface MaskOutline {
  readonly id: number;
  readonly mask: RegionMask;
  /** CSS colour. */
  readonly color: string;
  readonly picked: boolean;
  /** The one that the mouse or the keys are at. */
  readonly marked: boolean;
}

export interface OutlineContent {
  readonly plane: ImagePlane;
  readonly outlines: readonly MaskOutline[];
}

const FILL_ALPHA = 0.35;

/** Draws many masks over one viewport as outlines; those that are picked are filled. */
export class MaskOutlines {
  private readonly svg = svgElement('svg', {
    class: 'sam-outlines',
    width: '100%',
    height: '100%',
  });
  private readonly group = svgElement('g', { fill: 'none' });
  private shown: readonly MaskOutline[] = [];
  private elements = new Map<string, SVGGElement>();

  constructor(element: HTMLElement) {
    Object.assign(this.svg.style, { position: 'absolute', inset: '0', pointerEvents: 'none' });
    this.svg.append(this.group);
    element.appendChild(this.svg);
  }

  remove(): void {
    this.svg.remove();
  }

  draw(viewport: PlanarViewport, content: OutlineContent | null): void {
    const outlines = content?.outlines ?? [];
    if (outlines !== this.shown) {
      // Paths are long: what looks as before stays as it is.
      const before = this.elements;
      this.elements = new Map(
        outlines.map(one => {
          const look = `${one.id} ${one.picked} ${one.marked} ${one.color} ${maskId(one.mask)}`;
          return [look, before.get(look) ?? outlineElement(one)];
        }),
      );
      this.group.replaceChildren(...this.elements.values());
      this.shown = outlines;
    }
    if (content) this.group.setAttribute('transform', pixelTransform(viewport, content.plane));
  }
}

const ids = new WeakMap<RegionMask, number>();
let lastId = 0;

/** Tells a mask from any other on this page. */
function maskId(mask: RegionMask): number {
  const id = ids.get(mask) ?? ++lastId;
  ids.set(mask, id);
  return id;
}

/** Paths are long to make and do not change with a mask's colour. */
const paths = new WeakMap<RegionMask, ReturnType<typeof maskPaths>>();

function outlineElement({ id, mask, color, picked, marked }: MaskOutline): SVGGElement {
  const { filled, edges } = paths.get(mask) ?? maskPaths(mask);
  paths.set(mask, { filled, edges });
  const line = { d: edges, 'vector-effect': 'non-scaling-stroke' };
  const width = marked ? 3 : picked ? 2 : 1;
  const element = svgElement('g', {
    'data-mask': id,
    'data-picked': String(picked),
    'data-marked': String(marked),
  });
  if (picked || marked) {
    const alpha = picked ? FILL_ALPHA : FILL_ALPHA / 2;
    element.append(svgElement('path', { d: filled, fill: color, 'fill-opacity': alpha }));
  }
  element.append(
    svgElement('path', { ...line, stroke: 'rgb(0 0 0 / 0.6)', 'stroke-width': width + 1.5 }),
    svgElement('path', { ...line, stroke: color, 'stroke-width': width }),
  );
  return element;
}
