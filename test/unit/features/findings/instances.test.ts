import {
  KnownInstances,
  plain,
} from '../../../../extension/src/features/findings/worker/instances';
import type { InstanceData } from '../../../../extension/src/features/findings/worker/protocol';
import type { Host } from '../../../../extension/src/host/ohif';

/** The viewer's metadata of an enhanced image: an object per frame that inherits from the instance. */
function enhanced(frames: number) {
  const instance: Record<string, unknown> = {
    StudyInstanceUID: '1.2',
    SeriesInstanceUID: '1.3',
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2.1',
    SOPInstanceUID: '1.4',
    Rows: 4,
    Columns: 4,
    NumberOfFrames: frames,
    PixelData: new ArrayBuffer(9),
    PatientName: [{ Alphabetic: 'A^B' }],
  };
  const shared = Object.create(instance) as Record<string, unknown>;
  Object.defineProperty(instance, '_shared', { value: shared });
  shared.PixelSpacing = [1, 1];
  const metadata = new Map<string, object>();
  for (let n = 1; n <= frames; n++) {
    const frame = Object.create(shared) as Record<string, unknown>;
    frame.ImagePositionPatient = [0, 0, n];
    frame.frameNumber = n;
    metadata.set(`wadors:/x/frames/${n}`, frame);
  }
  return metadata;
}

function known(metadata: ReadonlyMap<string, object>) {
  const sent: InstanceData[] = [];
  const host = {
    core: { metaData: { get: (_: string, imageId: string) => metadata.get(imageId) } },
  } as unknown as Host;
  return { sent, instances: new KnownInstances(host, instance => sent.push(instance)) };
}

test('frames of a multi-frame image have the attributes that they inherit, not made-up positions', () => {
  const { sent, instances } = known(enhanced(3));
  expect(instances.has('wadors:/x/frames/2')).toBe(true);
  expect(instances.sourceOf('wadors:/x/frames/2')).toEqual({ instance: 0, frameNumber: 2 });
  expect(sent[0].attributes).toMatchObject({ StudyInstanceUID: '1.2', SOPInstanceUID: '1.4' });
  expect(sent[0].attributes).not.toHaveProperty('ImagePositionPatient');
});

test('a multi-frame image goes over once, whatever the number of its frames', () => {
  const { sent, instances } = known(enhanced(9));
  for (let n = 1; n <= 9; n++) instances.sourceOf(`wadors:/x/frames/${n}`);
  expect(sent).toHaveLength(1);
});

test('images that the viewer has no names of are not known', () => {
  const { instances } = known(new Map([['a', { Rows: 1 }]]));
  expect(instances.has('a')).toBe(false);
  expect(instances.has('b')).toBe(false);
});

test('plain data hold what is inherited, and nothing that does not cross to a worker', () => {
  const base = { a: 1, nested: [{ b: () => 1, c: 'x' }] };
  const value = Object.assign(Object.create(base) as object, {
    own: [1, 2],
    bytes: new Uint8Array(3),
    name: Object.assign(['n'], { toJSON: () => [{ Alphabetic: 'n' }] }),
    _parent: base,
  });
  expect(plain(value)).toEqual({
    a: 1,
    nested: [{ c: 'x' }],
    own: [1, 2],
    name: [{ Alphabetic: 'n' }],
  });
  expect(() => structuredClone(plain(value))).not.toThrow();
});
