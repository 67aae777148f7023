import { createStore, type StoreApi } from 'zustand/vanilla';

import { toErrorData } from '../../core/errors';
import type { LabelmapStore } from '../../host/labelmap';
import type { StudyImages } from '../../host/studyImages';
import type { Notices } from '../../ui/notices';
import type { Exporting } from '../export';
import type { FindingsFeature } from '../findings';
import type { Prompting } from '../prompting';
import { collect, type CollectDeps } from './collect';
import { Keeper } from './keeper';
import { keysUnder, randomName } from './keys';
import { guardLeaving } from './leaving';
import { restoreDraft, type RestoreDeps } from './restore';
import { holdSession, sessionsHeld } from './sessions';
import { DraftStorage, troubleOf } from './storage';
import type { DraftRow, Drafts, DraftsState } from './types';

/** A change is kept at most so much later; what is accepted at once. */
const DELAY_MS = 800;
/** Accept does not wait longer for a slow disk. */
const PATIENCE_MS = 1500;

export interface DraftsDeps extends Omit<RestoreDeps, 'keyOf'>, Omit<CollectDeps, 'host'> {
  readonly images: StudyImages;
  readonly labelmaps: RestoreDeps['labelmaps'] & Pick<LabelmapStore, 'kindOf'>;
  readonly findings: Pick<FindingsFeature, 'records'>;
  readonly prompting: Pick<Prompting, 'store' | 'restoreObject' | 'onAccepted'>;
  readonly exporting: Pick<Exporting, 'store'>;
  readonly notices: Notices;
  /** False where the site wants nothing kept. */
  readonly enabled: boolean;
  /** What the reader is asked who leaves unsaved work. */
  readonly leaveQuestion: () => string;
  readonly storage?: DraftStorage;
}

const EMPTY: Omit<DraftsState, 'enabled'> = {
  trouble: null,
  offers: [],
  restoring: null,
  keptAt: null,
  archivedAt: null,
  unsaved: false,
};

/** What a session on a study works with, once the browser has told its salt. */
interface Session {
  readonly keeper: Keeper;
  readonly keyOf: (identity: string) => string;
  readonly study: string;
  readonly release: () => void;
}

/**
 * Keeps the work in the browser: segments, prompts and what segments are known by, a moment after
 * each change, and offers it after a reload, a crash or a closed tab.
 */
export function createDrafts(deps: DraftsDeps): Drafts {
  const store = createStore<DraftsState>(() => ({ ...EMPTY, enabled: deps.enabled }));
  const following = new Following(deps, store);
  const { prompting } = deps;
  // For as long as the page lives: a listener of a study that was left finds nothing to do.
  prompting.onAccepted(({ imageIds }) => {
    const patience = new Promise<void>(resolve => setTimeout(resolve, PATIENCE_MS));
    return Promise.race([following.flush({ accepted: imageIds }), patience]);
  });
  return {
    store,
    flush: () => following.flush(),
    restore: session => following.restore(session),
    discard: session => following.discard(session),
    removeAll: () => following.removeAll(),
    leave: () => following.leave(),
    recallStep: () => following.recallStep(),
    keepStep: step => following.keepStep(step),
    start: () => following.start(),
    reset: () => {
      following.stop();
      store.setState(EMPTY);
    },
  };
}

interface FlushOptions {
  /** A session whose work was brought back into this one. */
  readonly replaces?: string;
  /** Images whose masks are in the segment now, while their prompts still stand. */
  readonly accepted?: readonly string[];
}

class Following {
  private readonly storage: DraftStorage;
  private stops: readonly (() => void)[] | null = null;
  private session: Promise<Session | null> | null = null;
  private last: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private known: readonly DraftRow[] = [];

  constructor(
    private readonly deps: DraftsDeps,
    private readonly store: StoreApi<DraftsState>,
  ) {
    this.storage = deps.storage ?? new DraftStorage();
  }

  start(): void {
    if (this.stops) return;
    const { host, images, prompting, findings, exporting } = this.deps;
    const service = host.services.segmentationService;
    const touch = () => this.touch();
    const hidden = () => {
      if (document.visibilityState === 'hidden') void this.flush();
    };
    document.addEventListener('visibilitychange', hidden);
    const subscriptions = Object.values(service.EVENTS).map(event =>
      service.subscribe(event, touch),
    );
    this.stops = [
      () => document.removeEventListener('visibilitychange', hidden),
      () => subscriptions.forEach(subscription => subscription.unsubscribe()),
      images.onMore(() => void this.begin()),
      prompting.store.subscribe(({ drafts: now }, { drafts: before }) => {
        if (now !== before) touch();
      }),
      findings.records.store.subscribe(touch),
      exporting.store.subscribe(({ save: now }, { save: before }) => {
        if (now.phase !== before.phase) void this.archived(now.phase);
      }),
      guardLeaving(() => this.store.getState().unsaved, this.deps.leaveQuestion),
    ];
    void this.begin();
    touch();
  }

  /** Ends without a write: what the viewer still has is not what the reader had. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.stops?.forEach(stop => stop());
    this.stops = null;
    void this.session?.then(session => session?.release());
    this.session = null;
    this.known = [];
    this.deps.images.reset();
  }

  leave(): void {
    if (!this.stops || !this.timer) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    const collected = collect(this.deps);
    const { session } = this;
    void this.inTurn(async () => void (await (await session)?.keeper.keep(collected)));
  }

  flush({ replaces, accepted = [] }: FlushOptions = {}): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    return this.inTurn(async () => {
      const session = await this.begin();
      // While work is brought back it lies in its old draft.
      if (!session || !this.stops || this.store.getState().restoring !== null) return;
      const collected = collect(this.deps);
      const left = [...collected.slices].filter(
        ([, { slice }]) => !accepted.includes(slice.imageId),
      );
      const kept = await session.keeper.keep({ ...collected, slices: new Map(left) }, replaces);
      if (!this.stops) return;
      this.store.setState({
        keptAt: kept?.savedAt ?? null,
        archivedAt: kept?.archivedAt ?? null,
        unsaved: kept !== null && (kept.archivedAt === null || kept.hasPrompts),
      });
    });
  }

  async restore(named?: string): Promise<void> {
    const row = this.rowOf(named);
    const session = await this.begin();
    if (!row || !session || this.store.getState().restoring !== null) return;
    const { notices } = this.deps;
    this.store.setState({ restoring: 0 });
    try {
      const pieces = await this.storage.pieces(row.session);
      const deps = { ...this.deps, keyOf: session.keyOf };
      const restored = await restoreDraft(deps, row, pieces, restoring =>
        this.store.setState({ restoring }),
      );
      this.store.setState({ restoring: null });
      await this.flush(restored.missing ? {} : { replaces: row.session });
      this.forget(row.session);
      if (restored.missing) {
        notices.tell('warning', 'notice.draftPartly', { count: restored.missing });
      } else {
        notices.tell('info', 'notice.draftRestored', { count: restored.segments });
      }
    } catch (error) {
      toErrorData(error, 'segmentation-failed');
      notices.tell('error', 'notice.draftFailed');
    } finally {
      this.store.setState({ restoring: null });
    }
  }

  async discard(named?: string): Promise<void> {
    const row = this.rowOf(named);
    if (!row) return;
    // Offered until it is gone: a page that is closed meanwhile would offer it again.
    await this.quietly(async () => {
      await this.storage.remove(row.session);
      this.forget(row.session);
    });
  }

  async removeAll(): Promise<void> {
    const { session } = this;
    this.known = [];
    this.store.setState({ offers: [] });
    await this.inTurn(async () => {
      await this.storage.removeAll();
      (await session)?.keeper.forget();
    });
    this.deps.notices.tell('info', 'notice.draftsRemoved');
  }

  async recallStep(): Promise<string | undefined> {
    let step: string | undefined;
    await this.quietly(async () => {
      const session = await this.begin();
      if (session && this.deps.enabled) step = await this.storage.step(session.study);
    });
    return step;
  }

  async keepStep(step: string | null): Promise<void> {
    await this.quietly(async () => {
      const session = await this.begin();
      if (session && this.deps.enabled) await this.storage.keepStep(session.study, step);
    });
  }

  private touch(): void {
    this.timer ??= setTimeout(() => void this.flush(), DELAY_MS);
  }

  private async archived(phase: string): Promise<void> {
    if (phase !== 'saved' && phase !== 'idle') return;
    const session = await this.session;
    session?.keeper.setArchived(phase === 'saved' ? Date.now() : null);
    await this.flush();
  }

  private rowOf(session: string | undefined): DraftRow | undefined {
    return session === undefined ? this.known[0] : this.known.find(row => row.session === session);
  }

  private forget(session: string): void {
    this.known = this.known.filter(row => row.session !== session);
    this.store.setState({ offers: this.known.map(offerOf) });
  }

  /** The session on the study that is open; null where nothing can be kept, or none is open yet. */
  private begin(): Promise<Session | null> {
    const uid = this.deps.images.studyUid();
    if (!uid || !this.stops) return Promise.resolve(null);
    this.session ??= this.open(uid).catch(error => {
      this.fail(error);
      return null;
    });
    return this.session;
  }

  private async open(uid: string): Promise<Session> {
    const { enabled, images } = this.deps;
    const keyOf = keysUnder(enabled ? await this.storage.salt() : randomName());
    const [study, session] = [keyOf(uid), randomName()];
    const keeper = new Keeper({
      ...{ keyOf, study, session },
      storage: enabled ? this.storage : NOWHERE,
      identityOf: imageId => images.identityOf(imageId),
      isLoaded: segmentationId => images.isLoaded(segmentationId),
    });
    if (!enabled) return { keeper, keyOf, study, release: () => undefined };
    const release = holdSession(session);
    await this.storage.prune(Date.now());
    const held = await sessionsHeld();
    this.known = (await this.storage.list(study)).filter(row => !held.has(row.session));
    if (this.stops) this.store.setState({ offers: this.known.map(offerOf) });
    return { keeper, keyOf, study, release };
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    this.last = this.last.then(() => this.quietly(work));
    return this.last;
  }

  private async quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Said once; the work goes on. */
  private fail(error: unknown): void {
    const trouble = troubleOf(error);
    const { notices } = this.deps;
    if (this.store.getState().trouble === trouble) return;
    this.store.setState({ trouble, keptAt: null, unsaved: true });
    notices.tell('warning', trouble === 'full' ? 'notice.draftsFull' : 'notice.draftsUnavailable');
  }
}

/** Where the site wants nothing kept: only what is unsaved is known. */
const NOWHERE = { write: async () => undefined, remove: async () => undefined };

const offerOf = ({ session, savedAt, archivedAt }: DraftRow) => ({ session, savedAt, archivedAt });
