import { toErrorData } from '../../core/errors';
import type { PlanarViewport, ShownSlice, SliceReader } from '../../host/slices';
import type { Viewports } from '../../host/viewports';
import type { ModelRunner, SliceState } from '../runtime';
import { Ahead } from './ahead';

/** Scrolling past a slice must not start an encoder run; resting on it must. */
const DWELL_MS = 250;

/** What the follower tells. */
interface FollowerEvents {
  /** Another slice is in the active pane, or none that can be segmented. */
  readonly onSlice: (state: SliceState) => void;
  /** The same slice got on: prepared, or not possible. */
  readonly onState: (state: SliceState) => void;
  readonly isReady: () => boolean;
  /** Keys of the slices that an image embedding is kept of. */
  readonly onReady: (keys: ReadonlySet<string>) => void;
}

type FollowedRunner = Pick<ModelRunner, 'prepare' | 'prepareAhead' | 'readySlices' | 'leaveSlice'>;

/** Follows the slice of the active pane and has it prepared when the reader rests on it. */
export class SliceFollower {
  private current: ShownSlice | null = null;
  private unsupported = false;
  private dwell: ReturnType<typeof setTimeout> | undefined;
  private readonly ahead: Ahead;

  constructor(
    private readonly viewports: Pick<Viewports, 'activeId' | 'get'>,
    private readonly reader: Pick<SliceReader, 'shownIn' | 'stackIn'>,
    private readonly runner: FollowedRunner,
    private readonly events: FollowerEvents,
  ) {
    this.ahead = new Ahead(runner, events.onReady);
  }

  /** The slice in the active pane. */
  get shown(): ShownSlice | null {
    return this.current;
  }

  /** Looks what the active pane shows; `again` prepares the slice even when it is the same. */
  track(again = false): void {
    const { viewports } = this;
    const viewport = viewports.activeId ? viewports.get(viewports.activeId) : null;
    let slice: ShownSlice | null = null;
    try {
      slice = viewport ? this.reader.shownIn(viewport) : null;
    } catch (error) {
      if (this.current || !this.unsupported) {
        this.current = null;
        this.unsupported = true;
        this.events.onSlice({
          phase: 'unsupported',
          ...toErrorData(error, 'pixels-unavailable'),
        });
      }
      return;
    }
    if (slice?.key === this.current?.key && !this.unsupported && !again) return;
    this.current = slice;
    this.unsupported = false;
    clearTimeout(this.dwell);
    this.ahead.stop();
    this.runner.leaveSlice();
    this.events.onSlice(slice ? { phase: 'preparing', key: slice.key } : { phase: 'none' });
    if (slice) this.dwell = setTimeout(() => void this.prepare(slice), DWELL_MS);
  }

  stop(): void {
    clearTimeout(this.dwell);
    this.ahead.stop();
    this.current = null;
    this.unsupported = false;
  }

  /** The slice in any pane; null when it shows none that can be segmented. */
  shownIn(
    viewport: PlanarViewport,
    // Expected of a pane that shows no planar image; what is not foreseen is logged.
    onError: (error: unknown) => void = error => void toErrorData(error, 'pixels-unavailable'),
  ): ShownSlice | null {
    try {
      return this.reader.shownIn(viewport);
    } catch (error) {
      onError(error);
      return null;
    }
  }

  private stack(): readonly ShownSlice[] {
    const { activeId } = this.viewports;
    const viewport = activeId ? this.viewports.get(activeId) : null;
    return viewport ? this.reader.stackIn(viewport) : [];
  }

  private async prepare(slice: ShownSlice): Promise<void> {
    if (!this.events.isReady()) return;
    const error = await this.runner.prepare(slice);
    if (this.current?.key !== slice.key || error?.code === 'aborted') return;
    if (error?.code === 'pixels-unavailable') {
      this.dwell = setTimeout(() => void this.prepare(slice), DWELL_MS);
      return;
    }
    if (!error) void this.ahead.around(slice, () => this.stack());
    this.events.onState(
      error ? { phase: 'unsupported', ...error } : { phase: 'ready', key: slice.key },
    );
  }
}
