import { createStore } from 'zustand/vanilla';
import type { ImagePlane } from '../../../../extension/src/core/geometry/imagePlane';
import { createCleanup } from '../../../../extension/src/features/cleanup';
import type { FindingsState } from '../../../../extension/src/features/findings';
import { LabelmapStore } from '../../../../extension/src/host/labelmap';
import { createNotices } from '../../../../extension/src/ui/notices';
import { axialPlane } from '../../core/slices';
import { FakeHost } from '../../host/fakeHost';

export const [COLUMNS, ROWS, SLICES] = [16, 14, 9];
const SEGMENTATION = 's';

/** Says which segment a voxel is of, 0 for none, or what its value is. */
type Drawn = (i: number, j: number, k: number) => number;

/** Two segments on a made series of 9 slices, 4 mm apart, and a clean-up of the first one. */
export function cleanupBench(
  drawn: Drawn,
  planes: (k: number) => Partial<ImagePlane> = () => ({}),
  valueAt: Drawn = () => 0,
) {
  const fake = new FakeHost();
  const sources = Array.from({ length: SLICES }, (_, k) => `image-${k}`);
  // The viewer lists a stack's images from its other end.
  const imageIds = fake.addLabelmapImages('m', [...sources].reverse(), () => {
    return new Uint8Array(COLUMNS * ROWS);
  });
  for (const id of imageIds) Object.assign(fake.images.get(id)!, { columns: COLUMNS, rows: ROWS });
  const segmentation = fake.addSegmentation(SEGMENTATION, { imageIds }, [1, 2]);
  const dataOf = (k: number) =>
    fake.images.get(`m-${SLICES - 1 - k}`)!.voxelManager.getScalarData();
  for (let k = 0; k < SLICES; k++) {
    for (let n = 0; n < COLUMNS * ROWS; n++) {
      dataOf(k)[n] = drawn(n % COLUMNS, Math.floor(n / COLUMNS), k);
    }
  }
  const target = { segmentationId: SEGMENTATION, segmentIndex: 1, locked: false };
  const store = createStore(() => ({ target }) as unknown as FindingsState);
  const labelmaps = new LabelmapStore(fake.host);
  const notices = createNotices();
  const recordEdit = jest.fn();
  const shown: string[] = [];
  const plane = (k: number): ImagePlane => ({
    ...axialPlane(COLUMNS, ROWS),
    origin: [0, 0, 4 * k],
    ...planes(k),
  });
  const planeOf = (imageId: string) => plane(sources.indexOf(imageId));
  const cleanup = createCleanup({
    viewports: {
      ...{ activeId: 'pane', get: () => ({}), all: () => [], watch: () => () => undefined },
      show: (_: unknown, { imageId }: { imageId: string }) => void shown.push(imageId),
    } as never,
    reader: {
      planeOf,
      readRegion: (imageId: string, { x, y, width, height }) => {
        const k = sources.indexOf(imageId);
        const values = Float32Array.from({ length: width * height }, (_, n) =>
          valueAt(x + (n % width), y + Math.floor(n / width), k),
        );
        return Promise.resolve(values);
      },
      shownIn: () => null,
      stackIn: () => sources.map((imageId, k) => ({ imageId, plane: plane(k) }) as never),
    },
    ...{ labelmaps, notices },
    findings: { store, recordEdit },
  });
  cleanup.start();
  return {
    ...{ fake, segmentation, cleanup, labelmaps, notices, recordEdit, shown },
    ...{ findings: store, target },
    phase: () => cleanup.store.getState().phase,
    state: () => cleanup.store.getState(),
    /** All voxels, slice by slice from the lowest one. */
    voxels: () => Array.from({ length: SLICES }, (_, k) => [...dataOf(k)]),
    notice: () => notices.store.getState().notice?.text,
  };
}

/** A block of 8 × 8 × 5 voxels that a tunnel of one voxel runs into, closed at its end. */
export const inBlock = (i: number, j: number, k: number): boolean =>
  i >= 3 && i < 11 && j >= 3 && j < 11 && k >= 2 && k < 7;
