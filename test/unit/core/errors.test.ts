import { SamError, toErrorData } from '../../../extension/src/core/errors';

let logged: jest.SpyInstance;
beforeEach(() => (logged = jest.spyOn(console, 'error').mockImplementation(() => undefined)));
afterEach(() => logged.mockRestore());
const told = () => logged.mock.calls.flat().join('\n');

test('a failure that was foreseen is data, and nothing is logged', () => {
  const error = new SamError('device-lost', 'gone', { cause: new Error('of the driver') });
  expect(toErrorData(error, 'runtime-failed')).toEqual({ code: 'device-lost', detail: 'gone' });
  expect(logged).not.toHaveBeenCalled();
});

test('an unexpected exception goes to the console with its place and its causes', () => {
  const cause = new RangeError('Invalid array length');
  const error = new TypeError('slices is not iterable', { cause });
  expect(toErrorData(error, 'save-failed').code).toBe('save-failed');
  expect(told()).toContain('TypeError: slices is not iterable');
  expect(told()).toContain('caused by RangeError: Invalid array length');
  expect(told()).toContain('errors.test.ts');
});

test('what an exception may quote of a file is neither logged nor shown', () => {
  let error: unknown;
  try {
    JSON.parse('{"PatientName": Doe^Jane}');
  } catch (thrown) {
    error = thrown;
  }
  const shown = [
    toErrorData(error, 'import-unreadable').detail,
    toErrorData(new Error('patient Doe^Jane\n    in bed 7'), 'save-failed').detail,
  ];
  expect(told()).toContain('SyntaxError');
  expect(told() + shown.join()).not.toMatch(/Doe|Jane|bed 7/);
  expect(shown[0]).toMatch(/^SyntaxError, .*console/);
});

test('what fails at every redraw is logged once', () => {
  const fail = () => toErrorData(new TypeError('at each redraw'), 'pixels-unavailable');
  for (let n = 0; n < 5; n++) fail();
  expect(logged).toHaveBeenCalledTimes(1);
});
