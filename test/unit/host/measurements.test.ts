import { measuredPrompt } from '../../../extension/src/host/measurements';
import { FakeHost, storedSlice } from './fakeHost';

const FRAME = '1.2.3';

function hostWith(annotations: readonly object[], selected = '') {
  const fake = new FakeHost();
  fake.metadata.set('imagePlaneModule a', { frameOfReferenceUID: FRAME });
  const annotation = {
    state: { getAllAnnotations: () => annotations },
    selection: { isAnnotationSelected: (uid: string) => uid === selected },
  };
  return Object.assign(fake.host, { tools: { ...fake.host.tools, annotation } });
}

const probe = (x: number, metadata: object = {}) => ({
  annotationUID: `probe-${x}`,
  metadata: { toolName: 'Probe', FrameOfReferenceUID: FRAME, referencedImageId: 'a', ...metadata },
  data: { handles: { points: [[x, 1, 0]] } },
});
const xOf = (prompt: ReturnType<typeof measuredPrompt>) =>
  prompt?.kind === 'point' ? Math.round(prompt.at[0]) : undefined;

test('the newest measurement on the slice is taken, or the one that is selected', () => {
  const annotations = [probe(1), probe(2)];
  expect(xOf(measuredPrompt(hostWith(annotations), storedSlice('a')))).toBe(2);
  expect(xOf(measuredPrompt(hostWith(annotations, 'probe-1'), storedSlice('a')))).toBe(1);
});

test('other tools’ annotations and other frames of reference don’t count', () => {
  const annotations = [
    probe(1, { toolName: 'CrosshairTool' }),
    probe(2, { FrameOfReferenceUID: '9.9' }),
  ];
  expect(measuredPrompt(hostWith(annotations), storedSlice('a'))).toBeNull();
});

test('on an image without a place, only what was measured on that very image counts', () => {
  const slice = storedSlice('a');
  const placeless = { ...slice, plane: { ...slice.plane, placeKnown: false } };
  const elsewhere = probe(2, { referencedImageId: 'b', FrameOfReferenceUID: undefined });
  expect(measuredPrompt(hostWith([elsewhere]), placeless)).toBeNull();
  expect(xOf(measuredPrompt(hostWith([probe(1), elsewhere]), placeless))).toBe(1);
});
