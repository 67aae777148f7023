import { SamError } from '../../../../extension/src/core/errors';
import { Measuring, type Measured } from '../../../../extension/src/features/findings/measuring';
import type { MeasurementState } from '../../../../extension/src/features/findings';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const segment = (segmentIndex: number) => ({ segmentationId: 'a', segmentIndex });

function setUp() {
  const told: MeasurementState[] = [];
  const runs: { index: number; signal: AbortSignal; end: (value: Measured | null) => void }[] = [];
  const measuring = new Measuring(
    ({ segmentIndex: index }, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new SamError('aborted', '')));
        runs.push({ index, signal, end: resolve });
      }),
    state => told.push(state),
  );
  return { measuring, told, runs };
}

test('strokes in quick succession are measured once, when they pause', () => {
  const { measuring, runs } = setUp();
  for (let n = 0; n < 5; n++) {
    measuring.changed(segment(1));
    jest.advanceTimersByTime(300);
  }
  expect(runs).toHaveLength(0);
  jest.advanceTimersByTime(300);
  expect(runs).toHaveLength(1);
});

test('a change ends the run before it, and its result is not told', async () => {
  const { measuring, told, runs } = setUp();
  measuring.follow(segment(1));
  jest.advanceTimersByTime(600);
  measuring.changed(segment(1));
  expect(runs[0].signal.aborted).toBe(true);
  jest.advanceTimersByTime(600);
  expect(runs).toHaveLength(2);
  runs[1].end(null);
  await jest.advanceTimersByTimeAsync(0);
  expect(told.map(({ phase }) => phase)).toEqual(['measuring', 'measuring', 'none']);
});

test('what is under way when the study is left is not told', async () => {
  const { measuring, told, runs } = setUp();
  measuring.follow(segment(1));
  jest.advanceTimersByTime(600);
  measuring.stop();
  runs[0].end(null);
  await jest.advanceTimersByTimeAsync(0);
  expect(told).toEqual([{ phase: 'measuring' }]);
});

test('the same segment is measured once', () => {
  const { measuring, runs } = setUp();
  measuring.follow(segment(1));
  jest.advanceTimersByTime(600);
  measuring.follow(segment(1));
  jest.advanceTimersByTime(600);
  expect(runs).toHaveLength(1);
});
