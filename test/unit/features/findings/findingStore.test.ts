import {
  FindingStore,
  type Acceptance,
  type FindingOrigin,
  type ReaderAxes,
} from '../../../../extension/src/features/findings/findingStore';
import { MORPHOLOGY } from '../../../../extension/src/core/export/codes';
import { morphologyProperty } from '../../../../extension/src/core/export/segmentTypes';

/** A viewer with one segmentation, and what the store makes of it. */
function setUp(origins: ReadonlyMap<number, FindingOrigin> = new Map()) {
  const segments = new Map<string, number[]>([['seg', [1, 2]]]);
  const store = new FindingStore(
    id => segments.get(id),
    () => origins,
  );
  const ref = (segmentIndex: number) => ({ segmentationId: 'seg', segmentIndex });
  const change = (next: number[]) => {
    segments.set('seg', next);
    store.reconcile(['seg']);
  };
  store.reconcile(['seg']);
  return { store, ref, change, segments };
}

const acceptance = (model = 'mobile-sam'): Acceptance => ({
  steps: [
    { imageId: 'image', prompts: [], model, region: { x: 0, y: 0, width: 9, height: 9 } },
  ] as unknown as Acceptance['steps'],
  algorithm: { type: 'SEMIAUTOMATIC', name: model, version: '1' },
  models: [],
});

test('a segment that gets the number of a deleted one is another finding', () => {
  const { store, ref, change } = setUp();
  store.record(ref(2), acceptance());
  store.setCoding(ref(2), { structure: 'liver' });
  const old = store.giveOut(ref(2));
  change([1]);
  change([1, 2]);
  const added = store.of(ref(2));
  expect(added.id).not.toBe(old.id);
  expect(added.tracking.uid).not.toBe(old.tracking.uid);
  expect(added.tracking.id).not.toBe(old.tracking.id);
  expect(added.coding).toBeUndefined();
  expect(added.accepted).toEqual([]);
});

test('a segment added to a loaded segmentation does not get what the file said of its number', () => {
  const tracking = { id: 'Lesion A', uid: '2.25.7' };
  const { store, ref, change } = setUp(new Map([[2, { tracking }]]));
  expect(store.of(ref(2)).tracking).toEqual(tracking);
  change([1]);
  change([1, 2]);
  expect(store.of(ref(2)).tracking.uid).not.toBe(tracking.uid);
  expect(store.of(ref(2)).origin).toBeUndefined();
});

test('what a file says stays until the reader says otherwise', () => {
  const property = morphologyProperty('cyst', 'kidney', 'left');
  const { store, ref } = setUp(new Map([[1, { property }]]));
  expect(store.propertyOf(store.of(ref(1)), 'Liver')).toEqual(property);
  store.setCoding(ref(1), { abnormality: 'mass' });
  expect(store.propertyOf(store.of(ref(1)), 'Liver').type).toEqual(MORPHOLOGY.mass);
});

test('a label says what a segment is that nothing else is known of', () => {
  const { store, ref } = setUp();
  expect(store.propertyOf(store.of(ref(1)), 'Liver cyst').type).toEqual(MORPHOLOGY.cyst);
});

test('undo of an accepted mask takes its provenance back, and redo brings it again', () => {
  const { store, ref } = setUp();
  const first = store.record(ref(1), acceptance('a'));
  const second = store.record(ref(1), acceptance('b'));
  const models = () =>
    store.of(ref(1)).accepted.map(({ algorithm }) => 'name' in algorithm && algorithm.name);
  second.takeBack();
  second.takeBack();
  expect(models()).toEqual(['a']);
  first.takeBack();
  expect(models()).toEqual([]);
  first.restore();
  second.restore();
  second.restore();
  expect(models()).toEqual(['a', 'b']);
});

test('a clean-up is on record, goes with its undo and comes with its redo', () => {
  const { store, ref } = setUp();
  store.record(ref(1), acceptance());
  const { tracking } = store.of(ref(1));
  const first = store.recordEdit(ref(1), { kind: 'keep-largest', added: 0, removed: 3 });
  const second = store.recordEdit(ref(1), { kind: 'smooth', added: 2, removed: 2 });
  const kinds = () => store.of(ref(1)).edits.map(({ kind }) => kind);
  expect(kinds()).toEqual(['keep-largest', 'smooth']);
  second.takeBack();
  first.takeBack();
  first.takeBack();
  expect(kinds()).toEqual([]);
  expect(store.of(ref(1))).toMatchObject({ tracking, accepted: [expect.anything()] });
  first.restore();
  first.restore();
  expect(kinds()).toEqual(['keep-largest']);
});

test('after undo of all that a segment held, the next object is another one; redo brings the first', () => {
  const { store, ref } = setUp();
  const recorded = store.record(ref(1), acceptance());
  store.setCoding(ref(1), { structure: 'liver' });
  const { tracking } = store.giveOut(ref(1));
  recorded.takeBack();
  expect(store.of(ref(1)).tracking.uid).not.toBe(tracking.uid);
  expect(store.of(ref(1)).coding).toBeUndefined();
  recorded.restore();
  expect(store.of(ref(1)).tracking).toEqual(tracking);
  expect(store.of(ref(1)).coding).toEqual({ structure: 'liver' });
});

test('undo keeps the identity of a segment that is in a file already', () => {
  const { store, ref } = setUp();
  const { tracking } = store.giveOut(ref(1));
  store.record(ref(1), acceptance()).takeBack();
  expect(store.of(ref(1)).tracking).toEqual(tracking);
});

test('undo of a segment’s deletion brings its finding back, and another deletion takes it again', () => {
  const { store, ref, change } = setUp();
  store.record(ref(2), acceptance());
  const { id, tracking } = store.giveOut(ref(2));
  change([1]);
  change([1, 2]);
  // The panel has asked for it before the viewer tells of the undo.
  expect(store.of(ref(2)).id).not.toBe(id);
  store.revive();
  expect(store.of(ref(2))).toMatchObject({ id, tracking });
  expect(store.of(ref(2)).accepted).toHaveLength(1);
  change([1]);
  change([1, 2]);
  expect(store.of(ref(2)).id).not.toBe(id);
});

test('undo of a deletion takes nothing from a segment that was made under the number meanwhile', () => {
  const { store, ref, change } = setUp();
  change([1]);
  change([1, 2]);
  store.record(ref(2), acceptance());
  const { id } = store.of(ref(2));
  store.revive();
  expect(store.of(ref(2)).id).toBe(id);
});

test('a handle of the study before does nothing in the next one', () => {
  const { store, ref } = setUp();
  const recorded = store.record(ref(1), acceptance());
  recorded.takeBack();
  store.reset();
  const { tracking } = store.of(ref(1));
  recorded.restore();
  expect(store.of(ref(1)).accepted).toEqual([]);
  expect(store.of(ref(1)).tracking).toEqual(tracking);
});

test('a segmentation that is gone takes its findings along, undo or not', () => {
  const { store, ref, segments } = setUp();
  const { id } = store.of(ref(1));
  segments.delete('seg');
  store.reconcile([]);
  expect(store.store.getState().findings.size).toBe(0);
  segments.set('seg', [1]);
  store.reconcile(['seg']);
  store.revive();
  expect(store.of(ref(1)).id).not.toBe(id);
});

test('a file that is opened names the new segment; undone, it is forgotten', () => {
  const { store, ref } = setUp();
  const tracking = { id: 'Lesion A', uid: '2.25.7' };
  const recorded = store.record(ref(1), null, { tracking });
  expect(store.of(ref(1)).tracking).toEqual(tracking);
  recorded.takeBack();
  expect(store.of(ref(1)).tracking).not.toEqual(tracking);
  expect(store.of(ref(1)).origin).toBeUndefined();
  recorded.restore();
  expect(store.of(ref(1)).tracking).toEqual(tracking);
});

const AXES = { imageId: 'image', longAxis: {}, shortAxis: {} } as unknown as ReaderAxes;

test('axes that the reader placed go with a merge, and come back with its undo', () => {
  const { store, ref } = setUp();
  store.setReview(ref(1), { axes: AXES, role: 'target' });
  const { takeBack, restore } = store.recordEdit(ref(1), { kind: 'merge', added: 9, removed: 0 });
  expect(store.of(ref(1)).review.axes).toBeUndefined();
  takeBack();
  expect(store.of(ref(1)).review).toEqual({ axes: AXES, role: 'target' });
  restore();
  expect(store.of(ref(1)).review.axes).toBeUndefined();
  store.setReview(ref(2), { axes: AXES });
  store.recordEdit(ref(2), { kind: 'smooth', added: 1, removed: 1 });
  expect(store.of(ref(2)).review.axes).toBe(AXES);
});

test('undo of a mask leaves what the reader said of the segment before', () => {
  const { store, ref } = setUp();
  store.setReview(ref(1), { role: 'target', status: 'reviewed' });
  const { tracking } = store.of(ref(1));
  store.record(ref(1), acceptance()).takeBack();
  expect(store.of(ref(1)).review).toEqual({ role: 'target', status: 'reviewed' });
  expect(store.of(ref(1)).tracking).toEqual(tracking);
});

describe('the lesion of a prior study', () => {
  const PRIOR = { id: 'Finding 2', uid: '2.25.77' };

  test('gives a finding its tracking and role; undo takes both back, redo brings them again', () => {
    const { store, ref } = setUp();
    store.setReview(ref(1), { role: 'non-target', status: 'reviewed' });
    const before = store.of(ref(1));
    const steps = store.adopt(ref(1), PRIOR, 'target');
    const after = store.of(ref(1));
    expect(after).toMatchObject({ tracking: PRIOR, isTracked: true });
    expect(after.review).toEqual({ role: 'target', status: 'reviewed' });
    steps.takeBack();
    expect(store.of(ref(1))).toEqual(before);
    steps.restore();
    expect(store.of(ref(1))).toEqual(after);
  });

  test('is one finding at a time, and no other has its identifier', () => {
    const { store, ref } = setUp();
    const own = store.of(ref(2)).tracking;
    expect(own.id).toBe(PRIOR.id);
    store.adopt(ref(1), PRIOR, null);
    // An identifier that was only counted gives way.
    expect(store.of(ref(2)).tracking.id).not.toBe(PRIOR.id);
    const steps = store.adopt(ref(2), PRIOR, 'target');
    expect(store.of(ref(2)).tracking).toEqual(PRIOR);
    expect(store.of(ref(1)).tracking.uid).not.toBe(PRIOR.uid);
    expect(store.of(ref(1)).isTracked).toBe(false);
    steps.takeBack();
    expect(store.of(ref(1)).tracking).toEqual(PRIOR);
    expect(store.of(ref(2)).review.role).toBeUndefined();
  });
});
