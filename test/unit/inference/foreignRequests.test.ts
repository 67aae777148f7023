import { ForeignRequests } from '../../../extension/src/inference/foreignRequests';

test('requests to other origins are counted, the page’s own and blobs are not', () => {
  let tell: (list: { getEntries(): { name: string }[] }) => void = () => {};
  const observe = jest.fn();
  const before = globalThis.PerformanceObserver;
  globalThis.PerformanceObserver = class {
    observe = observe;
    constructor(callback: typeof tell) {
      tell = callback;
    }
  } as never;
  const requests = new ForeignRequests('https://viewer.test');
  globalThis.PerformanceObserver = before;
  expect(observe).toHaveBeenCalledWith({ type: 'resource', buffered: true });
  const names = [
    'https://viewer.test/sam/models/manifest.json',
    'blob:https://viewer.test/123',
    'https://viewer.test:8443/other-port',
    'https://cdn.test/encoder.onnx',
  ];
  tell({ getEntries: () => names.map(name => ({ name })) });
  expect(requests.count).toBe(2);
});
