import type { FindingRecord } from '../findings';
import type { Collected, CollectedSegmentation } from './collect';

/** What a segmentation held and said at one moment. */
interface Content {
  readonly revision: number;
  /** Labels and colours. */
  readonly said: string;
  readonly findings: CollectedSegmentation['findings'];
}

interface Saved {
  readonly content: Content;
  readonly segmentIndices: ReadonlySet<number>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Which of the work the archive has: segmentations that were saved wholly and still are what they
 * were when their save began.
 */
export class ArchivedWork {
  private begun: ReadonlyMap<string, Content> = new Map();
  private readonly saved = new Map<string, Saved>();

  /** A save begins: whatever is changed from now on may not be in it. */
  begin({ segmentations }: Collected): void {
    this.begun = new Map(
      segmentations.map(each => [each.segmentation.segmentationId, contentOf(each)]),
    );
  }

  /** The archive has these segments as they were when the save began. */
  save(segmentationId: string, segmentIndices: readonly number[], at: number): void {
    const content = this.begun.get(segmentationId);
    if (content) {
      this.saved.set(segmentationId, { content, segmentIndices: new Set(segmentIndices), at });
    }
  }

  /**
   * When a segmentation was saved as it is now; null when the archive lacks something of it.
   *
   * @param labels of the segments that have voxels
   */
  since(segmentation: CollectedSegmentation, labels: Iterable<number>): number | null {
    const saved = this.saved.get(segmentation.segmentation.segmentationId);
    if (!saved || !isSameContent(saved.content, contentOf(segmentation))) return null;
    return [...labels].every(label => saved.segmentIndices.has(label)) ? saved.at : null;
  }
}

const contentOf = ({
  segmentation,
  colors,
  findings,
  revision,
}: CollectedSegmentation): Content => ({
  ...{ revision, findings },
  said: JSON.stringify([
    segmentation.label,
    Object.values(segmentation.segments).map(segment => [segment?.segmentIndex, segment?.label]),
    [...colors],
  ]),
});

const isSameContent = (a: Content, b: Content) =>
  a.revision === b.revision &&
  a.said === b.said &&
  a.findings.size === b.findings.size &&
  [...a.findings].every(([index, finding]) => isSameFinding(finding, b.findings.get(index)));

/** What a file tells of a finding; the save itself notes that the tracking UID is known outside. */
const TOLD = ['id', 'tracking', 'coding', 'origin', 'accepted', 'edits', 'review'] as const;

const isSameFinding = (a: FindingRecord, b: FindingRecord | undefined) =>
  b !== undefined && TOLD.every(key => a[key] === b[key]);
