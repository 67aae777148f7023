/** @jest-environment jsdom */
import { createTexts, viewerLanguage } from '../../../extension/src/i18n/texts';

describe('createTexts', () => {
  test.each([
    ['en-US', 'en'],
    ['de', 'en'],
    ['', 'en'],
    ['zh', 'zh-CN'],
    ['zh-CN', 'zh-CN'],
    ['ZH-hans', 'zh-CN'],
    ['zha', 'en'],
  ])('%s is answered in %s', (asked, given) => {
    expect(createTexts(asked).language).toBe(given);
  });

  test('gives each language its text', () => {
    expect(createTexts('en').text('command.accept')).toBe('Accept');
    expect(createTexts('zh-CN').text('command.accept')).toBe('接受');
  });

  test('fills parameters in, numbers as the language writes them', () => {
    const texts = createTexts('en');
    expect(texts.text('notice.otherSegmentsKept', { count: 12345 })).toContain('12,345 pixels');
    expect(texts.text('runtime.downloaded', { loaded: '1.5', total: '38.9' })).toBe(
      '1.5 of 38.9 MB',
    );
  });

  test('leaves braces that a parameter brings alone', () => {
    const texts = createTexts('en');
    expect(texts.text('panel.key', { action: '{key} $& <b>', key: 'P' })).toBe('{key} $& <b> (P)');
  });

  test('speaks of one in the singular', () => {
    const texts = createTexts('en');
    expect(texts.text('runtime.wasm', { count: 1 })).toBe('WASM, 1 thread');
    expect(texts.text('runtime.wasm', { count: 4 })).toBe('WASM, 4 threads');
    expect(texts.text('prompts.object', { count: 1 })).toBe('1 slice');
  });

  test('looks up only what is in the catalogue', () => {
    const texts = createTexts('en');
    expect(texts.lookUp('error.segment-locked')).toMatch(/locked/);
    expect(texts.lookUp('no.such.text')).toBeUndefined();
    expect(texts.lookUp('toString')).toBeUndefined();
  });

  test('writes negative numbers with a minus sign', () => {
    expect(createTexts('en').number(-160)).toBe('−160');
    expect(createTexts('zh').number(0.926, 2)).toBe('0.93');
  });
});

describe('viewerLanguage', () => {
  afterEach(() => {
    window.history.replaceState(null, '', '/');
    document.cookie = 'i18next=; expires=Thu, 01 Jan 1970 00:00:00 GMT';
    window.localStorage.clear();
  });

  test('follows the order of the viewer’s own i18n', () => {
    expect(viewerLanguage()).toBe(navigator.language);
    window.localStorage.setItem('i18nextLng', 'fr');
    expect(viewerLanguage()).toBe('fr');
    document.cookie = 'other=1';
    document.cookie = 'i18next=de';
    expect(viewerLanguage()).toBe('de');
    window.history.replaceState(null, '', '/viewer?lng=zh&StudyInstanceUIDs=1.2');
    expect(viewerLanguage()).toBe('zh');
  });
});
