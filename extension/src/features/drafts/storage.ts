import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

import { randomName } from './keys';
import type { DraftRow } from './types';

const DATABASE = 'ohif-sam-work';
/** Puts between two yields to the page. */
const PUTS_AT_ONCE = 32;
/** Older drafts go when the browser is next used for a study. */
const KEPT_MS = 30 * 24 * 3600e3;

interface WorkDatabase extends DBSchema {
  /** Sessions by their id. */
  drafts: { key: string; value: DraftRow; indexes: { study: string } };
  /** Runs of images and prompted slices, by session and name. */
  pieces: { key: [session: string, name: string]; value: unknown };
  /** The workflow's step of a study. */
  steps: { key: string; value: { readonly step: string; readonly at: number } };
  salt: { key: 'salt'; value: string };
}

/** Why nothing can be kept. */
export type StorageTrouble = 'full' | 'unavailable';

/** What is written of a session's work. */
export interface DraftChange {
  readonly changed: ReadonlyMap<string, unknown>;
  readonly removed: readonly string[];
  /** A session whose work is in this one now: it goes with the same change. */
  readonly replaces?: string | undefined;
  /** The session's other pieces were written before. */
  readonly continues: boolean;
}

/**
 * The work in the browser's IndexedDB. Rejects with a DOMException or what the browser throws where
 * there is none; `troubleOf` says what it means.
 */
export class DraftStorage {
  private opened: Promise<IDBPDatabase<WorkDatabase>> | undefined;

  /** The secret that names are hashed under; made at the first use. */
  async salt(): Promise<string> {
    const database = await this.open();
    const transaction = database.transaction('salt', 'readwrite');
    const known = await transaction.store.get('salt');
    const salt = known ?? randomName();
    if (known === undefined) await transaction.store.put(salt, 'salt');
    await transaction.done;
    return salt;
  }

  /** Sessions that worked on a study, the newest first. */
  async list(study: string): Promise<readonly DraftRow[]> {
    const rows = await (await this.open()).getAllFromIndex('drafts', 'study', study);
    return rows.sort((a, b) => b.savedAt - a.savedAt);
  }

  /** A session's runs and slices, by name. */
  async pieces(session: string): Promise<ReadonlyMap<string, unknown>> {
    const database = await this.open();
    const transaction = database.transaction('pieces');
    const [keys, values] = await Promise.all([
      transaction.store.getAllKeys(allOf(session)),
      transaction.store.getAll(allOf(session)),
    ]);
    return new Map(keys.map(([, name], n) => [name, values[n]]));
  }

  /**
   * Keeps a session's work: all of the change or nothing of it. Where there is no room, what the
   * archive has of other sessions goes first. Resolves to false when the session was removed
   * meanwhile, so that its other pieces are gone: then nothing is written.
   */
  async write(row: DraftRow, change: DraftChange): Promise<boolean> {
    try {
      return await this.put(row, change);
    } catch (error) {
      if (troubleOf(error) !== 'full') throw error;
      await this.prune(row.savedAt, row.session);
      return this.put(row, change);
    }
  }

  private async put(
    row: DraftRow,
    { changed, removed, replaces, continues }: DraftChange,
  ): Promise<boolean> {
    const database = await this.open();
    const transaction = database.transaction(['drafts', 'pieces'], 'readwrite');
    const pieces = transaction.objectStore('pieces');
    const rows = transaction.objectStore('drafts');
    try {
      if (continues && (await rows.getKey(row.session)) === undefined) return false;
      let n = 0;
      for (const [name, value] of changed) {
        const put = pieces.put(value, [row.session, name]);
        if (++n % PUTS_AT_ONCE === 0) await put;
        else put.catch(() => undefined);
      }
      for (const name of removed) void pieces.delete([row.session, name]).catch(() => undefined);
      if (replaces !== undefined) {
        void rows.delete(replaces).catch(() => undefined);
        void pieces.delete(allOf(replaces)).catch(() => undefined);
      }
      await rows.put(row);
      return true;
    } finally {
      await transaction.done;
    }
  }

  async remove(session: string): Promise<void> {
    const database = await this.open();
    const transaction = database.transaction(['drafts', 'pieces'], 'readwrite');
    await transaction.objectStore('drafts').delete(session);
    await transaction.objectStore('pieces').delete(allOf(session));
    await transaction.done;
  }

  /** Removes the work of every study. */
  async removeAll(): Promise<void> {
    const database = await this.open();
    const transaction = database.transaction(['drafts', 'pieces', 'steps'], 'readwrite');
    await transaction.objectStore('drafts').clear();
    await transaction.objectStore('pieces').clear();
    await transaction.objectStore('steps').clear();
    await transaction.done;
  }

  /** Removes what is old, or, where room is needed, what the archive has. */
  async prune(now: number, roomFor?: string): Promise<void> {
    for (const { session, savedAt, archivedAt } of await (await this.open()).getAll('drafts')) {
      const isSpare = roomFor !== undefined && archivedAt !== null && session !== roomFor;
      if (now - savedAt > KEPT_MS || isSpare) await this.remove(session);
    }
  }

  async step(study: string): Promise<string | undefined> {
    return (await (await this.open()).get('steps', study))?.step;
  }

  async keepStep(study: string, step: string | null): Promise<void> {
    const database = await this.open();
    if (step === null) await database.delete('steps', study);
    else await database.put('steps', { step, at: Date.now() }, study);
  }

  private open(): Promise<IDBPDatabase<WorkDatabase>> {
    this.opened ??= openDB<WorkDatabase>(DATABASE, 1, {
      upgrade: database => {
        database.createObjectStore('drafts', { keyPath: 'session' }).createIndex('study', 'study');
        database.createObjectStore('pieces');
        database.createObjectStore('steps');
        database.createObjectStore('salt');
      },
      // Another tab brings a newer layout: give way, and open it again when next asked.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        this.opened = undefined;
      },
      terminated: () => {
        this.opened = undefined;
      },
    }).catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  }
}

/** What a failure of the browser's storage means for the reader. */
export const troubleOf = (error: unknown): StorageTrouble =>
  error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'unavailable';

const allOf = (session: string) => IDBKeyRange.bound([session], [session, []]);
