import type { PlanarViewport } from './slices';

/** What the strip shows of one slice. */
export interface SliceMark {
  /** Name of a look in `LOOKS`; other slices are left blank. */
  readonly look: Look | null;
  /** The slice's image embedding is there: a prompt on it is answered at once. */
  readonly ready: boolean;
}

/** The slices of a viewport in the order in which its scrollbar counts them. */
export interface StripContent {
  readonly marks: readonly SliceMark[];
  /** What the strip is, for those who can't see it. */
  readonly label: string;
  readonly tooltip: (index: number) => string;
  readonly onPick: (index: number) => void;
}

/**
 * Blue against orange is told apart with any kind of colour vision, and width says the same: what
 * is to be looked at sticks out.
 */
const LOOKS = {
  firm: { fill: '#ffffff', width: 5 },
  sure: { fill: '#56b4e9', width: 5 },
  doubtful: { fill: '#e69f00', width: 10 },
  written: { fill: '#7f8fa6', width: 3 },
} as const;
export type Look = keyof typeof LOOKS;

const WIDTH = 14;
/** The lane of the ready marks, at the right edge, and what parts it from the other. */
const READY = { fill: '#7fe0c3', width: 2, gap: 1 };

/**
 * One viewport's strip, to the left of the viewer's own scrollbar and as long as that. Lies beside
 * the viewport's element, so that a press on it is no gesture on the image.
 */
export class SliceStrip {
  private readonly root = document.createElement('div');
  private readonly svg = svgElement('svg');
  private content: StripContent | null = null;

  constructor(private readonly element: HTMLElement) {
    this.root.className = 'sam-slice-strip';
    this.root.setAttribute('role', 'img');
    Object.assign(this.root.style, {
      ...{ position: 'absolute', top: '11px', bottom: '11px', right: '20px', zIndex: '10' },
      ...{ width: `${WIDTH}px`, cursor: 'pointer' },
    });
    this.svg.setAttribute('preserveAspectRatio', 'none');
    Object.assign(this.svg.style, { display: 'block', width: '100%', height: '100%' });
    this.root.append(this.svg);
    this.root.addEventListener('mousemove', event => {
      this.root.title = this.content?.tooltip(this.indexAt(event)) ?? '';
    });
    this.root.addEventListener('click', event => this.content?.onPick(this.indexAt(event)));
    // Scrolls the viewport, as anywhere else over it.
    this.root.addEventListener('wheel', event => {
      event.preventDefault();
      element.dispatchEvent(new WheelEvent('wheel', event));
    });
    this.root.hidden = true;
    (element.parentElement ?? element).append(this.root);
  }

  remove(): void {
    this.root.remove();
  }

  /** Shows the slices; null hides the strip. */
  draw(content: StripContent | null): void {
    if (content === this.content) return;
    this.content = content;
    this.root.hidden = !content;
    if (!content) return;
    const { marks, label } = content;
    this.root.setAttribute('aria-label', label);
    this.svg.setAttribute('viewBox', `0 0 ${WIDTH} ${marks.length}`);
    const right = WIDTH - READY.width;
    this.svg.replaceChildren(
      ...runsOf(marks, ({ look }) => look ?? '').flatMap(([look, from, count]) => {
        if (!look) return [];
        const { fill, width } = LOOKS[look];
        return rectangle(look, fill, right - READY.gap - width, width, from, count);
      }),
      ...runsOf(marks, ({ ready }) => (ready ? 'ready' : '')).flatMap(([ready, from, count]) =>
        ready ? rectangle(ready, READY.fill, right, READY.width, from, count) : [],
      ),
    );
  }

  private indexAt({ clientY }: MouseEvent): number {
    const { top, height } = this.root.getBoundingClientRect();
    const count = this.content?.marks.length ?? 0;
    return Math.min(count - 1, Math.max(0, Math.floor(((clientY - top) / height) * count)));
  }
}

/** One strip per viewport; follows panes as they come and go. */
export class SliceStrips {
  private readonly byElement = new Map<HTMLElement, SliceStrip>();

  /** @param contentFor what a viewport's strip shows; null for none. */
  constructor(private readonly contentFor: (viewport: PlanarViewport) => StripContent | null) {}

  draw(viewports: readonly PlanarViewport[]): void {
    for (const [element, strip] of this.byElement) {
      if (element.isConnected) continue;
      strip.remove();
      this.byElement.delete(element);
    }
    for (const viewport of viewports) {
      const content = this.contentFor(viewport);
      let strip = this.byElement.get(viewport.element);
      if (!strip && !content) continue;
      strip ??= new SliceStrip(viewport.element);
      this.byElement.set(viewport.element, strip);
      strip.draw(content);
    }
  }

  remove(): void {
    this.byElement.forEach(strip => strip.remove());
    this.byElement.clear();
  }
}

/** Neighbours that look alike, as one: what they are, the first one's number, and how many. */
function runsOf<Name extends string>(
  marks: readonly SliceMark[],
  nameOf: (mark: SliceMark) => Name,
): [Name, number, number][] {
  const runs: [Name, number, number][] = [];
  marks.forEach((mark, n) => {
    const name = nameOf(mark);
    const last = runs.at(-1);
    if (last?.[0] === name) last[2]++;
    else runs.push([name, n, 1]);
  });
  return runs;
}

function rectangle(
  name: string,
  fill: string,
  x: number,
  width: number,
  from: number,
  count: number,
): SVGRectElement {
  const rect = svgElement('rect');
  const attributes = { x, width, y: from, height: count, fill };
  for (const [key, value] of Object.entries(attributes)) rect.setAttribute(key, String(value));
  Object.assign(rect.dataset, { look: name, slices: String(count) });
  return rect;
}

const svgElement = <Name extends 'svg' | 'rect'>(name: Name): SVGElementTagNameMap[Name] =>
  document.createElementNS('http://www.w3.org/2000/svg', name);
