import { keepSegments } from '../../../extension/src/host/keepSegments';
import type {
  OhifSegment,
  OhifSegments,
  SegmentationService,
} from '../../../extension/src/host/ohif';

const segment = (segmentIndex: number, change: Partial<OhifSegment> = {}): OhifSegment => ({
  ...{ segmentIndex, label: `Segment ${segmentIndex}`, locked: false, cachedStats: {} },
  ...change,
});

/** A service that keeps what it is given. */
function serviceWith(...segments: OhifSegment[]) {
  let held: OhifSegments = Object.fromEntries(segments.map(one => [one.segmentIndex, one]));
  const service = {
    getSegmentation: (segmentationId: string) => ({ segmentationId, label: '', segments: held }),
    addOrUpdateSegmentation(data: { readonly segments?: OhifSegments }) {
      held = data.segments ?? held;
    },
  } satisfies Partial<SegmentationService>;
  keepSegments(service);
  return {
    held: () => held,
    put: (next: OhifSegments) =>
      service.addOrUpdateSegmentation({ segmentationId: 's', segments: next } as never),
    /** The viewer's counts, of the segments as they were. */
    count: (of: OhifSegments) =>
      Object.fromEntries(
        Object.entries(structuredClone(of)).map(([index, one]) => [
          index,
          { ...one!, cachedStats: { ...one!.cachedStats, namedStats: { count: { value: 7 } } } },
        ]),
      ),
  };
}

test('a segment that was added while the viewer counted stays', () => {
  const { held, put, count } = serviceWith(segment(1));
  const counted = count(held());
  put({ ...held(), 2: segment(2) });
  put(counted);
  expect(Object.keys(held())).toEqual(['1', '2']);
  expect(held()[1]!.cachedStats).toEqual({ namedStats: { count: { value: 7 } } });
});

test('names, locks and removals of that time stay, and what the segment came with', () => {
  const { held, put, count } = serviceWith(
    segment(1, { cachedStats: { algorithmName: 'A' } }),
    segment(2),
  );
  const counted = count(held());
  put({ 1: { ...held()[1]!, label: 'Liver', locked: true } });
  put(counted);
  expect(Object.keys(held())).toEqual(['1']);
  expect(held()[1]).toMatchObject({ label: 'Liver', locked: true });
  expect(held()[1]!.cachedStats).toMatchObject({ algorithmName: 'A', namedStats: {} });
});

test('segments that others change or add are taken over', () => {
  const { held, put } = serviceWith(segment(1), segment(2));
  put({ ...held(), 1: segment(1, { label: 'Spleen' }), 3: segment(3) });
  expect(Object.keys(held())).toEqual(['1', '2', '3']);
  expect(held()[1]!.label).toBe('Spleen');
});
