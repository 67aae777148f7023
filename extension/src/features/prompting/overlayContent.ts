import type { RegionMask } from '../../core/mask/regionMask';
import type { OverlayContent } from '../../host/overlay';
import type { ShownSlice } from '../../host/slices';
import { answerName, shownMask } from './drafts';
import type { SliceDraft } from './types';

type Color = OverlayContent['color'];

const DEFAULT_COLOR: Color = [221, 84, 84];
/** A corrected mask lies over the segment that it corrects. */
const CORRECTION_COLOR: Color = [255, 255, 255];

/** What is on a slice besides its draft. */
interface Surroundings extends Pick<OverlayContent, 'pending' | 'selectedPromptId'> {
  /** The mask under the resting mouse. */
  readonly hovered: RegionMask | null;
  /** Of the segment that Accept writes to. */
  readonly color: Color | undefined;
}

/** What the overlay of a viewport shows of a slice. */
export function overlayContent(
  { plane }: ShownSlice,
  draft: SliceDraft | undefined,
  { hovered, pending, selectedPromptId, color }: Surroundings,
): OverlayContent {
  return {
    ...{ plane, pending, selectedPromptId },
    prompts: draft?.prompts ?? [],
    mask: shownMask(draft) ?? hovered,
    faint: hovered !== null,
    color: draft?.origin ? CORRECTION_COLOR : (color ?? DEFAULT_COLOR),
    answer: draft?.answer && draft.phase !== 'asked' ? answerName(draft) : '',
  };
}
