/** @jest-environment jsdom */
import fc from 'fast-check';
import type { ImagePlane } from '../../../extension/src/core/geometry/imagePlane';
import { maskArea, type RegionMask } from '../../../extension/src/core/mask/regionMask';
import { maskPaths, Overlay, type OverlayContent } from '../../../extension/src/host/overlay';
import type { PlanarViewport } from '../../../extension/src/host/slices';

const plane: ImagePlane = {
  columns: 8,
  rows: 4,
  origin: [0, 0, 0],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  columnSpacing: 1,
  rowSpacing: 1,
};
/** Magnifies by ten. */
const viewport = {
  worldToCanvas: ([x, y]: number[]) => [10 * x, 10 * y],
} as unknown as PlanarViewport;
const mask: RegionMask = { x: 2, y: 1, width: 3, height: 1, data: Uint8Array.of(1, 0, 1) };
const content: OverlayContent = {
  plane,
  prompts: [
    { kind: 'point', polarity: 'exclude', at: [3, 1, 0], id: 'a' },
    {
      kind: 'box',
      corners: [
        [1, 1, 0],
        [4, 2, 0],
      ],
      id: 'b',
    },
  ],
  selectedPromptId: null,
  mask,
  color: [10, 20, 30],
  pending: null,
  faint: false,
  answer: '1-final-0',
};

test('path data holds the area and the edges of a mask', () => {
  expect(maskPaths(mask)).toEqual({
    filled: 'M1.5 0.5h1v1h-1zM3.5 0.5h1v1h-1z',
    edges: 'M1.5 0.5h1M3.5 0.5h1M1.5 1.5h1M3.5 1.5h1M1.5 0.5v1M2.5 0.5v1M3.5 0.5v1M4.5 0.5v1',
  });
});

test('the runs have the area of any mask', () => {
  const masks = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([width, height]) =>
      fc
        .array(fc.constantFrom(0, 1), { minLength: width * height, maxLength: width * height })
        .map((data): RegionMask => ({ x: 5, y: 7, width, height, data: Uint8Array.from(data) })),
    );
  fc.assert(
    fc.property(masks, any => {
      const lengths = [...maskPaths(any).filled.matchAll(/h(\d+)v/g)].map(match =>
        Number(match[1]),
      );
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(maskArea(any));
    }),
  );
});

test('draws prompts and mask where the camera has them, and nothing when there is nothing', () => {
  const element = document.createElement('div');
  const overlay = new Overlay(element);
  overlay.draw(viewport, content);
  const svg = element.querySelector<SVGElement>('svg.sam-overlay')!;
  expect(svg.dataset.answer).toBe('1-final-0');
  expect(svg.querySelector('g')!.getAttribute('transform')).toBe('matrix(10 0 0 10 0 0)');
  // Exclude: a ring about (30, 10) with a minus in it.
  expect(svg.innerHTML).toContain('M26 10h8"');
  expect(svg.innerHTML).not.toContain('M30 6v8');
  expect(svg.innerHTML).toContain('M10 10L40 10L40 20L10 20z');
  overlay.draw(viewport, null);
  expect(svg.querySelectorAll('path, rect')).toHaveLength(0);
  overlay.remove();
  expect(element.childElementCount).toBe(0);
});
