import type { StoreApi } from 'zustand/vanilla';

import { toErrorData } from '../../core/errors';
import type { Notices } from '../../ui/notices';
import { restoreDraft, type RestoreDeps, type Restoring } from './restore';
import type { DraftStorage } from './storage';
import type { DraftRow, DraftsState } from './types';

export interface OffersDeps extends Omit<RestoreDeps, 'keyOf'> {
  readonly notices: Notices;
}

/** What bringing work back needs of the session that it comes into. */
interface Into {
  readonly keyOf: RestoreDeps['keyOf'];
  /** Keeps what is there now, in place of a draft. */
  readonly keep: (replaces: string | undefined) => Promise<void>;
}

/** Work of earlier sessions: offered, brought back or discarded. */
export class Offers {
  private known: readonly DraftRow[] = [];
  private current: (Restoring & { readonly cancel: AbortController }) | null = null;

  constructor(
    private readonly deps: OffersDeps,
    private readonly store: StoreApi<DraftsState>,
    private readonly storage: Pick<DraftStorage, 'pieces' | 'remove'>,
  ) {}

  /** Offers these, the newest first, and no others. */
  show(rows: readonly DraftRow[]): void {
    this.known = rows;
    const offers = rows.map(({ session, savedAt, archivedAt }) => ({
      ...{ session, savedAt, archivedAt },
    }));
    this.store.setState({ offers });
  }

  /** Ids of segmentations that lie in their old draft, as they are on their way back. */
  get comingBack(): ReadonlySet<string> {
    return this.current?.made ?? new Set();
  }

  async restore(named: string | undefined, into: Into): Promise<void> {
    const row = this.rowOf(named);
    if (!row || this.current) return;
    const cancel = new AbortController();
    const onProgress = (restoring: number) => {
      if (!cancel.signal.aborted) this.store.setState({ restoring });
    };
    const current = { cancel, signal: cancel.signal, made: new Set<string>(), onProgress };
    this.current = current;
    onProgress(0);
    try {
      const pieces = await this.storage.pieces(row.session);
      const deps = { ...this.deps, keyOf: into.keyOf };
      const { missing, segments } = await restoreDraft(deps, row, pieces, current);
      this.end(current);
      await into.keep(missing ? undefined : row.session);
      if (current.signal.aborted) return;
      this.show(this.known.filter(({ session }) => session !== row.session));
      const { notices } = this.deps;
      if (missing) notices.tell('warning', 'notice.draftPartly', { count: missing });
      else notices.tell('info', 'notice.draftRestored', { count: segments });
    } catch (error) {
      this.failed(error, current);
    } finally {
      this.end(current);
    }
  }

  /** Takes away what was brought back so far; the draft stays. */
  cancel(): void {
    this.current?.cancel.abort();
  }

  /** Removes an offered draft, the newest when none is named. */
  async discard(named: string | undefined): Promise<void> {
    const row = this.rowOf(named);
    if (!row) return;
    // Offered until it is gone: a page that is closed meanwhile would offer it again.
    await this.storage.remove(row.session);
    this.show(this.known.filter(({ session }) => session !== row.session));
  }

  /** The study is left: what is on its way back goes no further. */
  stop(): void {
    this.current?.cancel.abort();
    if (this.current) this.end(this.current);
    this.known = [];
  }

  private failed(error: unknown, run: Restoring): void {
    const { host, notices } = this.deps;
    if (!run.signal.aborted) {
      toErrorData(error, 'segmentation-failed');
      notices.tell('error', 'notice.draftFailed');
      return;
    }
    const { segmentationService: service } = host.services;
    for (const id of run.made) if (service.getSegmentation(id)) service.remove(id);
    // Of a study that was left nothing is told.
    if (this.current === run) notices.tell('info', 'notice.draftCancelled');
  }

  private end(run: Restoring): void {
    if (this.current !== run) return;
    this.current = null;
    this.store.setState({ restoring: null });
  }

  private rowOf(session: string | undefined): DraftRow | undefined {
    return session === undefined ? this.known[0] : this.known.find(row => row.session === session);
  }
}
