import { median, quantiles } from '../../../../extension/src/core/image/statistics';
import { percentileWindow } from '../../../../extension/src/core/image/window';

test('quantiles are interpolated between ranks', () => {
  expect(quantiles(Float32Array.of(30, 10, 20), 0, 0.25, 0.5, 1)).toEqual([10, 15, 20, 30]);
  expect(median(Float32Array.of(7))).toBe(7);
});

test('the values stay as they are: they are a slice’s own', () => {
  const values = Float32Array.of(30, 10, 20);
  quantiles(values, 0.5);
  percentileWindow(values);
  expect([...values]).toEqual([30, 10, 20]);
});
