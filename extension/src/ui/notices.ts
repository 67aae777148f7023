import { createStore } from 'zustand/vanilla';

import { toErrorData, type SamErrorCode } from '../core/errors';
import type { ReadonlyStore } from './readonlyStore';

/** One thing to tell the reader; the newest replaces the one before. */
export interface Notice {
  readonly kind: 'info' | 'warning' | 'error';
  /** Key into the text catalogue, and its parameters. */
  readonly text: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** The line at the foot of the panel, which every feature writes to. */
export interface Notices {
  readonly store: ReadonlyStore<{ readonly notice: Notice | null }>;
  tell(kind: Notice['kind'], text: string, params?: Notice['params']): void;
  /** Tells a failure; what is no SamError is told as `fallback`. */
  fail(error: unknown, fallback: SamErrorCode): void;
  /** Takes the notice away; with a kind, only one of that kind. */
  dismiss(kind?: Notice['kind']): void;
}

export function createNotices(): Notices {
  const store = createStore<{ readonly notice: Notice | null }>(() => ({ notice: null }));
  return {
    store,
    tell: (kind, text, params) => store.setState({ notice: { kind, text, params } }),
    fail: (error, fallback) => {
      const text = `error.${toErrorData(error, fallback).code}`;
      store.setState({ notice: { kind: 'error', text } });
    },
    dismiss: kind => {
      if (!kind || store.getState().notice?.kind === kind) store.setState({ notice: null });
    },
  };
}
