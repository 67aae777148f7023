import type { ImagePlane } from '../../../core/geometry/imagePlane';
import type { Vec3 } from '../../../core/geometry/vec3';
import type { WorldPrompt } from '../../../core/prompt/prompt';
import type { Message } from '../../../i18n/message';

/** What the mouse has done so far, in world space (LPS mm) on the plane of the slice. */
export interface Stroke {
  /** Of a click one position, of a drag its start and its end, of a path all of them. */
  readonly points: readonly Vec3[];
  /** Shift was held when the button went down. */
  readonly shift: boolean;
  readonly plane: ImagePlane;
}

/** A way to prompt by mouse. Those of this project and those of other extensions are of one kind. */
export interface PromptTool {
  /** Unique; letters, digits and dashes. */
  readonly id: string;
  /** `click`: where the button went down; `drag`: from there to where it is; `path`: all the way. */
  readonly gesture: 'click' | 'drag' | 'path';
  /** The prompt that a stroke gives; null for one that gives none, such as too short a path. */
  toPrompt(stroke: Stroke): WorldPrompt | null;
  /**
   * What is drawn while the mouse is down, as prompts that are not given yet. Without it: the prompt
   * that the stroke would give.
   */
  draw?(stroke: Stroke): WorldPrompt | null;
  readonly icon: {
    /** Of the toolbar's button: a name that the viewer knows. */
    readonly toolbar: string;
    /** Of the panel: an SVG path in 16 × 16, stroked. */
    readonly path: string;
    /** CSS colour of the panel's. */
    readonly color: string;
  };
  /** As the viewer's hotkey service takes it; none without. */
  readonly key?: string;
  /** True where the mask that a click would give may be shown under the resting mouse. */
  readonly hover?: boolean;
  readonly texts: {
    /** In the viewer's toolbar and in its hotkey preferences. */
    readonly label: Message;
    /** On the panel's button. */
    readonly short: Message;
    /** What to do with the mouse. */
    readonly tooltip: Message;
    /** A prompt of this tool in the panel's list. */
    readonly prompt: Message;
  };
}

/** The name under which a tool is known to cornerstone and to toolbar buttons. */
export const toolNameOf = ({ id }: Pick<PromptTool, 'id'>) =>
  `Sam${id.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}`;

const GESTURES: readonly unknown[] = ['click', 'drag', 'path'];
const TEXTS = ['label', 'short', 'tooltip', 'prompt'] as const;

/** Why a tool can't be used; null when it can. */
export function checkPromptTool(tool: Partial<PromptTool>): string | null {
  if (!GESTURES.includes(tool.gesture)) return `gesture is one of ${GESTURES.join(', ')}`;
  if (typeof tool.toPrompt !== 'function') return 'toPrompt is a function';
  if (!tool.icon?.toolbar || !tool.icon.path) return 'icon has toolbar and path';
  const missing = TEXTS.find(name => !tool.texts?.[name]?.en);
  return missing ? `texts.${missing}.en is a text` : null;
}
