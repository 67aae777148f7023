import type { Page } from '@playwright/test';
import type { Point2, ViewerWindow } from './viewerWindow';

/** Voxels of one segment by SOP Instance UID of the source: indices into rows × columns. */
export type SegmentVoxels = Record<string, number[]>;

/** The voxels of every segment of every segmentation, by label, as the viewer holds them. */
export function segmentVoxels(page: Page): Promise<Record<string, SegmentVoxels>> {
  return page.evaluate(() => {
    const { services, cornerstone, cornerstoneTools } = window as unknown as ViewerWindow;
    const out: Record<string, SegmentVoxels> = {};
    for (const { segmentationId, segments } of services.segmentationService.getSegmentations()) {
      const { Labelmap } =
        cornerstoneTools.segmentation.state.getSegmentation(segmentationId).representationData;
      for (const [index, segment] of Object.entries(segments)) {
        const binding = Labelmap.segmentBindings?.[Number(index)];
        const layer = (binding && Labelmap.labelmaps?.[binding.labelmapId]) || Labelmap;
        const value = binding?.labelValue ?? Number(index);
        const voxels: SegmentVoxels = {};
        for (const imageId of layer.imageIds ?? []) {
          const image = cornerstone.cache.getImage(imageId);
          const inside: number[] = [];
          image.voxelManager.getScalarData().forEach((v, p) => v === value && inside.push(p));
          if (!inside.length) continue;
          const source = cornerstone.metaData.get('instance', image.referencedImageId);
          voxels[source.SOPInstanceUID as string] = inside;
        }
        out[segment.label] = voxels;
      }
    }
    return out;
  });
}

/** A voxel of the series in the panes: SOP Instance UID and index into rows × columns. */
export interface SourceVoxel {
  readonly sop: string;
  readonly pixel: number;
}

/** The voxel of the active pane's series that lies under a place of a pane, whatever its plane. */
export async function voxelUnder(page: Page, pane: number, [u, v]: Point2): Promise<SourceVoxel> {
  return page.evaluate(
    ([n, across, down]) => {
      const { cornerstone } = window as unknown as ViewerWindow;
      const element = document.querySelectorAll<HTMLDivElement>('.cornerstone-viewport-element')[n];
      const { viewport } = cornerstone.getEnabledElement(element);
      const world = viewport.canvasToWorld([
        across * element.clientWidth,
        down * element.clientHeight,
      ]);
      const voxels = viewport.getImageIds().map(imageId => {
        const plane = cornerstone.metaData.get('imagePlaneModule', imageId);
        const [origin, row, column] = ['imagePositionPatient', 'rowCosines', 'columnCosines'].map(
          name => [...(plane[name] as number[])],
        );
        const offset = world.map((x, axis) => x - origin[axis]);
        const along = (direction: number[]) =>
          direction.reduce((sum, d, axis) => sum + d * offset[axis], 0);
        const [x, y] = [along(row), along(column)];
        const i = Math.round(x / (plane.columnPixelSpacing as number));
        const j = Math.round(y / (plane.rowPixelSpacing as number));
        return {
          sop: cornerstone.metaData.get('instance', imageId).SOPInstanceUID as string,
          pixel: j * (plane.columns as number) + i,
          distance: Math.hypot(...offset) ** 2 - x ** 2 - y ** 2,
        };
      });
      return voxels.reduce((best, one) => (one.distance < best.distance ? one : best));
    },
    [pane, u, v] as const,
  );
}

/** Dice of two sets of pixel indices. */
export function diceOf(a: readonly number[], b: readonly number[]): number {
  const inB = new Set(b);
  const both = a.filter(p => inB.has(p)).length;
  return a.length + b.length ? (2 * both) / (a.length + b.length) : 1;
}
