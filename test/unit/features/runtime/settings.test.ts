/** @jest-environment jsdom */
import {
  DEFAULT_SETTINGS,
  loadSettings,
  runtimeChoice,
} from '../../../../extension/src/features/runtime/settings';
import { keepSettings } from '../../../../extension/src/host/storedSettings';

beforeEach(() => localStorage.clear());

test('settings come back in the next session', () => {
  expect(loadSettings()).toEqual(DEFAULT_SETTINGS);
  const settings = { tier: 'laptop-gpu', model: 'mobile-sam', backend: 'wasm' } as const;
  keepSettings(settings);
  expect(loadSettings()).toEqual(settings);
});

test('features keep their settings side by side', () => {
  keepSettings({ model: 'mobile-sam' });
  keepSettings({ window: 'liver' });
  expect(loadSettings().model).toBe('mobile-sam');
});

test.each(['no json', '{"tier":"x","model":1,"backend":"cuda"}', 'null', '7'])(
  'what is stored and no settings is left alone: %s',
  stored => {
    localStorage.setItem('ohif-sam.settings', stored);
    expect(loadSettings()).toEqual(DEFAULT_SETTINGS);
  },
);

test('what the reader chose goes to the next load; automatic is nothing at all', () => {
  expect(runtimeChoice(DEFAULT_SETTINGS)).toEqual({ backend: 'auto' });
  const chosen = { tier: 'no-gpu', model: 'm', backend: 'wasm' } as const;
  expect(runtimeChoice(chosen)).toEqual(chosen);
});

test('a browser that blocks its storage has the defaults, and storing does no harm', () => {
  const blocked = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  const get = jest.spyOn(Storage.prototype, 'getItem').mockImplementation(blocked);
  const set = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(blocked);
  expect(loadSettings()).toEqual(DEFAULT_SETTINGS);
  expect(() => keepSettings({ ...DEFAULT_SETTINGS })).not.toThrow();
  get.mockRestore();
  set.mockRestore();
});
