import { CATALOGUE, type TextArguments, type TextKey } from './catalogue';
import type { Message } from './message';

/** Languages of the catalogue as BCP 47 tags. */
export type Language = 'en' | 'zh-CN';

/** The catalogue in one language. */
export interface Texts {
  readonly language: Language;
  /** The text of a key with its parameters filled in; numbers are written as the language does. */
  text<K extends TextKey>(key: K, ...params: TextArguments<K>): string;
  /** The same for a key that is known only at run time; undefined when there is no such text. */
  lookUp(key: string, params?: Readonly<Record<string, string | number>>): string | undefined;
  /** A text that is not in the catalogue, such as another extension's. */
  of(message: Message, params?: Readonly<Record<string, string | number>>): string;
  /** A number with fixed decimals, written as the language does. */
  number(value: number, decimals?: number): string;
}

/**
 * The texts for a language tag such as `zh-CN`, `zh` or `en-US`. Any Chinese gets Simplified
 * Chinese, everything else English.
 */
export function createTexts(language: string): Texts {
  const isChinese = /^zh\b/i.test(language);
  const tag: Language = isChinese ? 'zh-CN' : 'en';
  const number = (value: number, decimals = 0) =>
    value
      .toLocaleString(tag, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
      .replace('-', '−');

  const of: Texts['of'] = (message, params = {}) =>
    message[isChinese ? 'zh' : 'en'].replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = params[name];
      if (value === undefined) return placeholder;
      return typeof value === 'number' ? number(value) : value;
    });

  const lookUp: Texts['lookUp'] = (key, params = {}) => {
    const message = messageFor(key, params.count);
    return message && of(message, params);
  };

  return {
    language: tag,
    text: (key, ...[params]) => lookUp(key, params) ?? key,
    lookUp,
    of,
    number,
  };
}

const messages: Readonly<Partial<Record<string, Message>>> = CATALOGUE;

function messageFor(key: string, count: string | number | undefined): Message | undefined {
  const has = (name: string) => Object.hasOwn(messages, name);
  if (count === 1 && has(`${key}.one`)) return messages[`${key}.one`];
  return has(key) ? messages[key] : undefined;
}

/**
 * The language of the viewer, found in the places where OHIF's i18n looks and in its order: the
 * address's `lng`, the cookie `i18next`, the stored `i18nextLng`, the browser's own.
 */
export function viewerLanguage(): string {
  return (
    new URLSearchParams(window.location.search).get('lng') ??
    /(?:^|;\s*)i18next=([^;]+)/.exec(document.cookie)?.[1] ??
    storedLanguage() ??
    navigator.language
  );
}

function storedLanguage(): string | null {
  try {
    return window.localStorage.getItem('i18nextLng');
  } catch {
    // Storage is blocked by the browser's settings.
    return null;
  }
}
