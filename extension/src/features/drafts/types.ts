import type { ImagePlane } from '../../core/geometry/imagePlane';
import type { ReadonlyStore } from '../../ui/readonlyStore';

/** A segment as it is kept; its voxels lie beside, image by image. */
export interface KeptSegment {
  readonly index: number;
  readonly label: string;
  readonly color?: readonly [number, number, number];
  readonly locked: boolean;
  readonly active: boolean;
  /** What it is known by, packed. */
  readonly finding: unknown;
}

export interface KeptSegmentation {
  /** Of this draft only. */
  readonly name: string;
  readonly label: string;
  readonly active: boolean;
  readonly segments: readonly KeptSegment[];
}

/** What is kept of a slice that is prompted and not accepted. */
export interface KeptSlice {
  /** Key of its image. */
  readonly image: string;
  readonly plane: ImagePlane;
  /** The draft without its slice, packed. */
  readonly draft: unknown;
}

/** Work on a study without its voxels and prompted slices. Images are named by salted hashes. */
export interface KeptWork {
  readonly segmentations: readonly KeptSegmentation[];
  /** Packed: the segment that the object in work corrects. */
  readonly refines: unknown;
}

/** One session's work on one study, as the browser keeps it. */
export interface DraftRow {
  readonly session: string;
  /** Salted hash of the study's UID. */
  readonly study: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** When all of it went to the archive; null when there is more. */
  readonly archivedAt: number | null;
  readonly work: KeptWork;
}

/** Work of an earlier session that can be brought back. */
export interface DraftOffer {
  readonly session: string;
  readonly savedAt: number;
  readonly archivedAt: number | null;
}

export interface DraftsState {
  /** False where the site has switched keeping off. */
  readonly enabled: boolean;
  /** Why the browser keeps nothing (any more); null while it does. */
  readonly trouble: 'full' | 'unavailable' | null;
  /** The newest first. */
  readonly offers: readonly DraftOffer[];
  /** What part of the images is back while work is being restored, 0 to 1; null otherwise. */
  readonly restoring: number | null;
  /** When this session's work was kept last; null when there is none. */
  readonly keptAt: number | null;
  /** When this session's work went to the archive; null when there is more than it has. */
  readonly archivedAt: number | null;
  /** There is work that the archive does not have. */
  readonly unsaved: boolean;
}

/** What the panel and commands may ask of the kept work. */
export interface Drafts {
  readonly store: ReadonlyStore<DraftsState>;
  /** Brings back an offered draft, the newest when none is named, beside what is there. */
  restore(session?: string): Promise<void>;
  /** Takes away what was brought back so far; the draft stays. */
  cancelRestore(): void;
  /** Removes an offered draft, the newest when none is named. */
  discard(session?: string): Promise<void>;
  /** Removes everything that this browser keeps of any study, but for models and settings. */
  removeAll(): Promise<void>;
  /** Keeps what there is now. Resolves when it is written, or could not be. */
  flush(): Promise<void>;
  /** The study is about to be left: what was not kept yet is. */
  leave(): void;
  /** The workflow's step of the open study in an earlier session. */
  recallStep(): Promise<string | undefined>;
  keepStep(step: string | null): Promise<void>;
  start(): void;
  /** The study is left: nothing of it stays on the page. */
  reset(): void;
}
