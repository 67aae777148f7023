/** @jest-environment jsdom */
import {
  DEFAULT_VIEW,
  loadViewSettings,
  modelViewOf,
} from '../../../../extension/src/features/prompting/viewSettings';
import type { PlanarViewport } from '../../../../extension/src/host/slices';
import { keepSettings } from '../../../../extension/src/host/storedSettings';

const viewport = {
  getProperties: () => ({ voiRange: { lower: -20, upper: 90 } }),
} as unknown as PlanarViewport;

beforeEach(() => localStorage.clear());

test('settings come back in the next session', () => {
  const settings = { window: 'liver', wholeSlice: true, hover: false } as const;
  keepSettings(settings);
  expect(loadViewSettings()).toEqual(settings);
});

test('what is stored and no settings is left alone', () => {
  localStorage.setItem('ohif-sam.settings', '{"window":"colour","wholeSlice":1,"hover":null}');
  expect(loadViewSettings()).toEqual(DEFAULT_VIEW);
});

test('a window goes to the engine where the slice has it', () => {
  const of = (window: (typeof DEFAULT_VIEW)['window'], units: 'HU' | 'arbitrary') =>
    modelViewOf({ ...DEFAULT_VIEW, window }, units, viewport);
  expect(of('auto', 'HU')).toEqual({});
  expect(of('liver', 'HU')).toEqual({ window: 'liver' });
  expect(of('liver', 'arbitrary')).toEqual({});
  expect(of('display', 'arbitrary')).toEqual({ window: { lower: -20, upper: 90 } });
  expect(modelViewOf({ ...DEFAULT_VIEW, wholeSlice: true }, 'HU', null)).toEqual({
    wholeSlice: true,
  });
});
