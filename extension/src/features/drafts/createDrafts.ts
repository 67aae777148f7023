import { createStore, type StoreApi } from 'zustand/vanilla';

import { logUnexpected } from '../../core/errors';
import type { LabelmapStore } from '../../host/labelmap';
import type { StudyImages } from '../../host/studyImages';
import type { Texts } from '../../i18n/texts';
import type { Exporting, SaveState } from '../export';
import type { FindingsFeature } from '../findings';
import type { Prompting } from '../prompting';
import { ArchivedWork } from './archivedWork';
import { collect, type Collected, type CollectDeps } from './collect';
import { Keeper } from './keeper';
import { keysUnder, randomName } from './keys';
import { guardLeaving } from './leaving';
import { Offers, type OffersDeps } from './offers';
import { holdSession, sessionsHeld } from './sessions';
import { DraftStorage, troubleOf } from './storage';
import type { Drafts, DraftsState } from './types';

/** A change is kept at most so much later; what is accepted at once. */
const DELAY_MS = 800;
/** Accept does not wait longer for a slow disk. */
const PATIENCE_MS = 1500;

export interface DraftsDeps extends OffersDeps, Omit<CollectDeps, 'host' | 'revisionOf'> {
  readonly images: StudyImages;
  readonly labelmaps: OffersDeps['labelmaps'] &
    CollectDeps['labelmaps'] &
    Pick<LabelmapStore, 'onChanged'>;
  readonly findings: Pick<FindingsFeature, 'records'>;
  readonly prompting: Pick<Prompting, 'store' | 'restoreObject' | 'onAccepted'>;
  readonly exporting: Pick<Exporting, 'store'>;
  readonly texts: Pick<Texts, 'text'>;
  /** False where the site wants nothing kept. */
  readonly enabled: boolean;
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
  /** Name of the study; null where nothing is kept. */
  readonly study: string | null;
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
    cancelRestore: () => following.offers.cancel(),
    discard: session => following.quietly(() => following.offers.discard(session)),
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
  readonly replaces?: string | undefined;
  /** Images whose masks are in the segment now, while their prompts still stand. */
  readonly accepted?: readonly string[];
}

/** One visit of a study, from its start to its end. */
class Visit {
  readonly stops: (() => void)[] = [];
  readonly archive = new ArchivedWork();
  readonly revisions = new Map<string, number>();
  session: Promise<Session | null> | null = null;
  /** Something may have changed since it was last collected. */
  dirty = false;
}

class Following {
  readonly offers: Offers;
  private readonly storage: DraftStorage;
  private visit: Visit | null = null;
  private last: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly deps: DraftsDeps,
    private readonly store: StoreApi<DraftsState>,
  ) {
    this.storage = deps.storage ?? new DraftStorage();
    this.offers = new Offers(deps, store, this.storage);
  }

  start(): void {
    if (this.visit) return;
    const visit = (this.visit = new Visit());
    const { host, images, prompting, findings, exporting, labelmaps, texts } = this.deps;
    const service = host.services.segmentationService;
    const touch = () => this.touch();
    const hidden = () => {
      if (document.visibilityState === 'hidden') void this.flush();
    };
    document.addEventListener('visibilitychange', hidden);
    const subscriptions = Object.values(service.EVENTS).map(event =>
      service.subscribe(event, touch),
    );
    const isUnsaved = () => this.store.getState().unsaved;
    const leaveQuestion = () =>
      texts.text(this.store.getState().keptAt === null ? 'drafts.leaveUnkept' : 'drafts.leave');
    visit.stops.push(
      () => document.removeEventListener('visibilitychange', hidden),
      () => subscriptions.forEach(subscription => subscription.unsubscribe()),
      images.onMore(() => void this.begin()),
      labelmaps.onChanged(id => visit.revisions.set(id, 1 + (visit.revisions.get(id) ?? 0))),
      prompting.store.subscribe(({ drafts: now }, { drafts: before }) => {
        if (now !== before) touch();
      }),
      findings.records.store.subscribe(touch),
      exporting.store.subscribe(({ save: now }, { save: before }) => {
        if (now.phase !== before.phase) this.saving(visit, now);
      }),
      guardLeaving(isUnsaved, leaveQuestion),
    );
    void this.begin();
    touch();
  }

  /** Ends without a write: what the viewer still has is not what the reader had. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.offers.stop();
    this.visit?.stops.forEach(stop => stop());
    void this.visit?.session?.then(session => session?.release());
    this.visit = null;
    this.deps.images.reset();
  }

  leave(): void {
    const { visit } = this;
    if (!visit?.dirty) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    const collected = this.collect(visit);
    void this.inTurn(async () => void (await (await visit.session)?.keeper.keep(collected)));
  }

  flush({ replaces, accepted = [] }: FlushOptions = {}): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { visit } = this;
    return this.inTurn(async () => {
      const session = await this.begin();
      // Work of one study never goes into the draft of another one.
      if (!session || !visit || this.visit !== visit) return;
      const collected = this.collect(visit);
      visit.dirty = false;
      const left = [...collected.slices].filter(
        ([, { slice }]) => !accepted.includes(slice.imageId),
      );
      const kept = await session.keeper.keep({ ...collected, slices: new Map(left) }, replaces);
      if (this.visit !== visit) return;
      if (kept?.failure !== undefined) this.fail(kept.failure);
      this.store.setState({
        keptAt: kept?.savedAt ?? null,
        archivedAt: kept?.archivedAt ?? null,
        unsaved: kept !== null && kept.archivedAt === null,
        ...(kept?.savedAt ? { trouble: null } : {}),
      });
    });
  }

  async restore(named?: string): Promise<void> {
    const session = await this.begin();
    if (!session) return;
    const { keyOf } = session;
    await this.offers.restore(named, { keyOf, keep: replaces => this.flush({ replaces }) });
  }

  removeAll(): Promise<void> {
    const { notices } = this.deps;
    return this.inTurn(async () => {
      try {
        await this.storage.removeAll();
      } catch (error) {
        logUnexpected(error, 'notice.draftsNotRemoved');
        notices.tell('error', 'notice.draftsNotRemoved');
        return;
      }
      (await this.visit?.session)?.keeper.forget();
      this.offers.show([]);
      this.store.setState({ keptAt: null });
      notices.tell('info', 'notice.draftsRemoved');
      // There is room again for what could not be kept.
      if (this.store.getState().trouble === 'full') this.touch();
    });
  }

  async recallStep(): Promise<string | undefined> {
    let step: string | undefined;
    await this.quietly(async () => {
      const session = await this.begin();
      if (session?.study) step = await this.storage.step(session.study);
    });
    return step;
  }

  async keepStep(step: string | null): Promise<void> {
    await this.quietly(async () => {
      const session = await this.begin();
      if (session?.study) await this.storage.keepStep(session.study, step);
    });
  }

  async quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.fail(error);
    }
  }

  private touch(): void {
    if (!this.visit) return;
    this.visit.dirty = true;
    this.timer ??= setTimeout(() => void this.flush(), DELAY_MS);
  }

  /** What is on its way back lies in its old draft. */
  private collect(visit: Visit): Collected {
    const revisionOf = (segmentationId: string) => visit.revisions.get(segmentationId) ?? 0;
    const { segmentations, ...rest } = collect({ ...this.deps, revisionOf });
    const { comingBack } = this.offers;
    const isHere = ({ segmentation }: (typeof segmentations)[number]) =>
      !comingBack.has(segmentation.segmentationId);
    return { ...rest, segmentations: segmentations.filter(isHere) };
  }

  /** A SEG holds the segments; what some format lacks, the archive does not have. */
  private saving(visit: Visit, save: SaveState): void {
    if (save.phase === 'encoding') visit.archive.begin(this.collect(visit));
    if (save.phase !== 'saved' || !save.formats.includes('seg') || save.shortfalls.length) return;
    const { segmentationId, segmentIndices } = save.choice;
    visit.archive.save(segmentationId, segmentIndices, Date.now());
    void this.flush();
  }

  /** The session on the study that is open; null where none is open yet. */
  private begin(): Promise<Session | null> {
    const { visit } = this;
    const uid = this.deps.images.studyUid();
    if (!uid || !visit) return Promise.resolve(null);
    visit.session ??= this.open(uid, visit);
    return visit.session;
  }

  private async open(uid: string, visit: Visit): Promise<Session> {
    const { enabled, images } = this.deps;
    let salt: string | undefined;
    if (enabled) await this.quietly(async () => void (salt = await this.storage.salt()));
    const keyOf = keysUnder(salt ?? randomName());
    const [study, session] = [keyOf(uid), randomName()];
    const keeper = new Keeper({
      ...{ keyOf, study, session, archive: visit.archive },
      storage: salt === undefined ? null : this.storage,
      identityOf: imageId => images.identityOf(imageId),
    });
    if (salt === undefined) return { keeper, keyOf, study: null, release: () => undefined };
    const release = holdSession(session);
    await this.quietly(async () => {
      await this.storage.prune(Date.now());
      const held = await sessionsHeld();
      const rows = (await this.storage.list(study)).filter(row => !held.has(row.session));
      if (this.visit === visit) this.offers.show(rows);
    });
    return { keeper, keyOf, study, release };
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    this.last = this.last.then(() => this.quietly(work));
    return this.last;
  }

  /** Said once; the work goes on. */
  private fail(error: unknown): void {
    const trouble = troubleOf(error);
    const { notices } = this.deps;
    this.store.setState({ keptAt: null });
    if (this.store.getState().trouble === trouble) return;
    this.store.setState({ trouble });
    notices.tell('warning', trouble === 'full' ? 'notice.draftsFull' : 'notice.draftsUnavailable');
  }
}
