import { SAM_ERROR_CODES } from '../../../extension/src/core/errors';
import { CATALOGUE } from '../../../extension/src/i18n/catalogue';
import type { Message } from '../../../extension/src/i18n/message';
import type { BackendReason } from '../../../extension/src/inference/api';

const entries = Object.entries<Message>(CATALOGUE);
const paramsOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort();

/** Every reason, once: the compiler refuses this object when one is added and not named here. */
const REASONS: Record<BackendReason, true> = {
  chosen: true,
  'webgpu-verified': true,
  'no-webgpu': true,
  'no-adapter': true,
  'software-adapter': true,
  'adapter-limits': true,
  'webgpu-failed': true,
  'not-cross-origin-isolated': true,
};

describe('the catalogue', () => {
  test.each(entries)('%s says the same parameters in both languages', (_key, { en, zh }) => {
    expect(en.trim()).toBe(en);
    expect(en).not.toBe('');
    expect(zh).not.toBe('');
    expect(paramsOf(zh)).toEqual(paramsOf(en));
  });

  test.each(entries)('%s keeps the tone of a medical product', (_key, { en, zh }) => {
    expect(en + zh).not.toMatch(/[!！]/);
    expect(en).not.toMatch(/something went wrong|oops|please/i);
    // Straight quotes, three dots and half-width punctuation after a Chinese character.
    expect(en).not.toMatch(/['"]|\.\.\./);
    expect(zh).not.toMatch(/\p{Script=Han}[,.;:?()]/u);
  });

  test('Chinese texts are Chinese, but for names, units and patterns', () => {
    const foreign = entries.filter(([, { zh }]) => !/\p{Script=Han}/u.test(zh)).map(([key]) => key);
    expect(foreign.sort()).toEqual([
      'automatic.unit.mm2',
      'candidates.position',
      'candidates.shown',
      'cleanup.volumeChange',
      'lesionSearch.burden.ml',
      'lesionSearch.burden.percent',
      'lesionSearch.size',
      'panel.key',
      'panel.title',
      'prompts.item',
      'provider.webgpu-fp32',
      'report.sliceOf',
      'runtime.downloaded',
      'runtime.modelOption',
      'unit.cm2',
      'unit.cm3',
      'unit.megabytes',
      'unit.mm',
      'unit.mm2',
      'unit.mm3',
      'unit.percent',
    ]);
  });

  test('a text for one stands beside a text for many', () => {
    for (const [key, { en }] of entries.filter(([name]) => name.endsWith('.one'))) {
      const many = entries.find(([name]) => name === key.slice(0, -'.one'.length));
      expect(many?.[1].en).toContain('{count}');
      expect(en).not.toContain('{count}');
    }
  });

  test.each(SAM_ERROR_CODES)('%s: what happened, what was kept, what to do', code => {
    const { en, zh }: Message = CATALOGUE[`error.${code}`];
    expect(en.split(/[.;](?:\s|$)/).filter(Boolean).length).toBeGreaterThanOrEqual(2);
    expect(en).toMatch(/unchanged|kept|Nothing was changed/);
    expect(zh).toMatch(/未受影响|保留|未作任何更改/);
  });

  test.each(Object.keys(REASONS) as BackendReason[])('the reason %s has a text', reason => {
    expect(CATALOGUE[`reason.${reason}`].en).toMatch(/\.$/);
  });
});
