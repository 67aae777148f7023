/** @jest-environment jsdom */
import {
  changesRuntime,
  DEFAULT_SETTINGS,
  loadSettings,
  modelViewOf,
  runtimeChoice,
  storeSettings,
} from '../../../../extension/src/features/runtime/settings';
import type { PlanarViewport } from '../../../../extension/src/host/slices';

const viewport = {
  getProperties: () => ({ voiRange: { lower: -20, upper: 90 } }),
} as unknown as PlanarViewport;

beforeEach(() => localStorage.clear());

test('settings come back in the next session', () => {
  expect(loadSettings()).toEqual(DEFAULT_SETTINGS);
  const settings = {
    window: 'liver',
    wholeSlice: true,
    hover: false,
    formats: ['seg', 'json'],
    tier: 'laptop-gpu',
    model: 'mobile-sam',
    backend: 'wasm',
  } as const;
  storeSettings(settings);
  expect(loadSettings()).toEqual(settings);
});

test.each([
  'no json',
  '{"window":"colour","wholeSlice":1,"formats":"seg","tier":"x","model":1,"backend":"cuda"}',
  'null',
])('what is stored and no settings is left alone: %s', stored => {
  localStorage.setItem('ohif-sam.settings', stored);
  expect(loadSettings()).toEqual(DEFAULT_SETTINGS);
});

test('a window goes to the engine where the slice has it', () => {
  const of = (window: Parameters<typeof modelViewOf>[0]['window'], units: 'HU' | 'arbitrary') =>
    modelViewOf({ ...DEFAULT_SETTINGS, window }, units, viewport);
  expect(of('auto', 'HU')).toEqual({});
  expect(of('liver', 'HU')).toEqual({ window: 'liver' });
  expect(of('liver', 'arbitrary')).toEqual({});
  expect(of('display', 'arbitrary')).toEqual({ window: { lower: -20, upper: 90 } });
  expect(modelViewOf({ ...DEFAULT_SETTINGS, wholeSlice: true }, 'HU', null)).toEqual({
    wholeSlice: true,
  });
});

test('what the reader chose goes to the next load; automatic is nothing at all', () => {
  expect(runtimeChoice(DEFAULT_SETTINGS)).toEqual({ backend: 'auto' });
  const chosen = { tier: 'no-gpu', model: 'm', backend: 'wasm' } as const;
  expect(runtimeChoice({ ...DEFAULT_SETTINGS, ...chosen })).toEqual(chosen);
  expect(changesRuntime({ backend: 'auto' })).toBe(true);
  expect(changesRuntime({ hover: false })).toBe(false);
});

test('a browser that blocks its storage has the defaults, and storing does no harm', () => {
  const blocked = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  const get = jest.spyOn(Storage.prototype, 'getItem').mockImplementation(blocked);
  const set = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(blocked);
  expect(loadSettings()).toEqual(DEFAULT_SETTINGS);
  expect(() => storeSettings(DEFAULT_SETTINGS)).not.toThrow();
  get.mockRestore();
  set.mockRestore();
});
