import 'fake-indexeddb/auto';

import { IDBFactory } from 'fake-indexeddb';
import { keysUnder } from '../../../../extension/src/features/drafts/keys';
import { DraftStorage, troubleOf } from '../../../../extension/src/features/drafts/storage';
import type { DraftRow } from '../../../../extension/src/features/drafts/types';

const UID = '1.2.826.0.1.3680043.8.498.1';
const DAY = 24 * 3600e3;
const row = (session: string, change: Partial<DraftRow> = {}): DraftRow => ({
  ...{ session, study: 'study', savedAt: 1, archivedAt: null },
  work: { segmentations: [], refines: null },
  ...change,
});
const pieces = (...names: string[]) =>
  new Map(names.map((name, n) => [name, Uint32Array.of(n, 1, 1)]));
const whole = (...names: string[]) => ({
  ...{ changed: pieces(...names), removed: [], continues: false },
});

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

test('a session’s work comes back, the newest session first; another study’s does not', async () => {
  const storage = new DraftStorage();
  await storage.write(row('old'), whole('a'));
  await storage.write(row('new', { savedAt: 2 }), whole('a', 'b'));
  await storage.write(row('other', { study: 'another' }), whole('a'));
  const again = new DraftStorage();
  expect((await again.list('study')).map(({ session }) => session)).toEqual(['new', 'old']);
  expect([...(await again.pieces('new')).keys()]).toEqual(['a', 'b']);
});

test('only what changed is written, and what is gone is removed', async () => {
  const storage = new DraftStorage();
  await storage.write(row('one'), whole('a', 'b', 'c'));
  await storage.write(row('one'), {
    ...{ changed: new Map([['b', Uint32Array.of(9, 9, 9)]]), removed: ['c'], continues: true },
  });
  expect(
    [...(await storage.pieces('one'))].map(([name, value]) => [name, [...(value as Uint32Array)]]),
  ).toEqual([
    ['a', [0, 1, 1]],
    ['b', [9, 9, 9]],
  ]);
});

test('work that was brought back is in one draft at every moment', async () => {
  const storage = new DraftStorage();
  await storage.write(row('old'), whole('a'));
  await storage.write(row('new', { savedAt: 2 }), { ...whole('a', 'b'), replaces: 'old' });
  expect((await storage.list('study')).map(({ session }) => session)).toEqual(['new']);
  expect((await storage.pieces('old')).size).toBe(0);
});

test('hundreds of pieces are one transaction', async () => {
  const storage = new DraftStorage();
  const names = Array.from({ length: 300 }, (_, n) => `image-${n}`);
  await storage.write(row('one'), whole(...names));
  expect((await storage.pieces('one')).size).toBe(300);
});

test('a removed session leaves nothing; all of them leave the salt', async () => {
  const storage = new DraftStorage();
  const salt = await storage.salt();
  await storage.write(row('one'), whole('a'));
  await storage.write(row('two'), whole('a'));
  await storage.remove('one');
  expect((await storage.pieces('one')).size).toBe(0);
  expect(await storage.list('study')).toHaveLength(1);
  await storage.keepStep('study', 'organ');
  await storage.removeAll();
  expect(await storage.list('study')).toEqual([]);
  expect((await storage.pieces('two')).size).toBe(0);
  expect(await storage.step('study')).toBeUndefined();
  expect(await storage.salt()).toBe(salt);
});

test('drafts of a month ago go, younger ones stay', async () => {
  const storage = new DraftStorage();
  await storage.write(row('old', { savedAt: 0 }), whole('a'));
  await storage.write(row('young', { savedAt: 29 * DAY }), whole('a'));
  await storage.prune(31 * DAY);
  expect((await storage.list('study')).map(({ session }) => session)).toEqual(['young']);
});

test('no key tells the UID that it stands for, and another browser’s is another', async () => {
  const [ours, theirs] = [keysUnder('salt of one'), keysUnder('salt of another')];
  expect(ours(UID)).toBe(ours(UID));
  expect(ours(UID)).not.toBe(theirs(UID));
  expect(ours(UID)).not.toBe(ours(`${UID}.1`));
  expect(ours(UID)).toMatch(/^[0-9a-f]{32}$/);
});

test('a full disk is told from storage that is not there', () => {
  expect(troubleOf(new DOMException('', 'QuotaExceededError'))).toBe('full');
  expect(troubleOf(new DOMException('', 'InvalidStateError'))).toBe('unavailable');
  expect(troubleOf(new ReferenceError('indexedDB'))).toBe('unavailable');
});

test('a session that was removed meanwhile is not written in part', async () => {
  const storage = new DraftStorage();
  await storage.write(row('one'), whole('a', 'b'));
  await new DraftStorage().removeAll();
  expect(await storage.write(row('one'), { ...whole('b'), continues: true })).toBe(false);
  expect(await storage.list('study')).toEqual([]);
  expect((await storage.pieces('one')).size).toBe(0);
});

/** The browser has no room when it ends the next transactions that put something. */
function noRoom(times: number): jest.SpyInstance {
  const { put } = IDBObjectStore.prototype;
  const spy = jest.spyOn(IDBObjectStore.prototype, 'put');
  const failing = new Set<IDBTransaction>();
  return spy.mockImplementation(function (this: IDBObjectStore, ...piece) {
    const { transaction } = this;
    const request = put.apply(this, piece);
    if (failing.size === times) return request;
    failing.add(transaction);
    transaction.abort();
    Object.assign(transaction, { error: new DOMException('', 'QuotaExceededError') });
    return request;
  });
}

test('without room, drafts that the archive has go, and the write is tried again', async () => {
  const storage = new DraftStorage();
  await storage.write(row('archived', { archivedAt: 1 }), whole('a'));
  await storage.write(row('unsaved'), whole('a'));
  const spy = noRoom(1);
  expect(await storage.write(row('one', { savedAt: 2 }), whole('a', 'b'))).toBe(true);
  spy.mockRestore();
  const left = (await storage.list('study')).map(({ session }) => session);
  expect(left).toEqual(['one', 'unsaved']);
  expect((await storage.pieces('one')).size).toBe(2);
});

test('where that made no room either, it is told as full', async () => {
  const storage = new DraftStorage();
  const spy = noRoom(2);
  const failure = await storage.write(row('one'), whole('a')).catch((error: unknown) => error);
  spy.mockRestore();
  expect(troubleOf(failure)).toBe('full');
});
