import type { Polarity } from '../../../core/prompt/prompt';
import { PROMPT_COLORS } from '../../../core/prompt/promptColors';
import { COMMAND_MESSAGES } from '../../../i18n/messages/commands';
import { PANEL_MESSAGES } from '../../../i18n/messages/panel';
import type { PromptTool, Stroke } from './promptTool';

/** Scribbles and lassos of fewer positions are slips of the hand. */
const MIN_PATH = 3;

type Name = 'include' | 'exclude' | 'box' | 'scribble' | 'lasso';

const textsOf = (name: Name): PromptTool['texts'] => ({
  label: COMMAND_MESSAGES[`tool.${name}`],
  short: COMMAND_MESSAGES[`tool.${name}.short`],
  tooltip: COMMAND_MESSAGES[`tool.${name}.tooltip`],
  prompt: PANEL_MESSAGES[`prompts.${name}`],
});

/** Shift turns a tool's meaning round. */
const polarityOf = (tool: Polarity, { shift }: Stroke): Polarity =>
  (tool === 'include') !== shift ? 'include' : 'exclude';

const pointTool = (
  id: Polarity,
  key: string,
  icon: Omit<PromptTool['icon'], 'color'>,
): PromptTool => ({
  ...{ id, key, gesture: 'click', hover: true, texts: textsOf(id) },
  toPrompt: stroke => ({ kind: 'point', polarity: polarityOf(id, stroke), at: stroke.points[0] }),
  icon: { ...icon, color: PROMPT_COLORS[id] },
});

/** The tools of this project, in the order in which they are shown. */
export const BUILT_IN_TOOLS: readonly PromptTool[] = [
  pointTool('include', 'p', {
    toolbar: 'actions-combine-merge',
    path: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v6M5 8h6',
  }),
  pointTool('exclude', 'x', {
    toolbar: 'actions-combine-subtract',
    path: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5 8h6',
  }),
  {
    ...{ id: 'box', key: 'o', gesture: 'drag', texts: textsOf('box') },
    toPrompt: ({ points: [start, end] }) => ({ kind: 'box', corners: [start, end] }),
    icon: { toolbar: 'tool-rectangle', path: 'M2.5 3.5h11v9h-11z', color: PROMPT_COLORS.box },
  },
  {
    ...{ id: 'scribble', key: 's', gesture: 'path', texts: textsOf('scribble') },
    toPrompt: stroke =>
      stroke.points.length < MIN_PATH
        ? null
        : { kind: 'scribble', polarity: polarityOf('include', stroke), path: stroke.points },
    icon: {
      toolbar: 'tool-seg-brush',
      path: 'M2.5 11c2-7 4-7 5-3s3 4 6-3',
      color: PROMPT_COLORS.scribble,
    },
  },
  {
    ...{ id: 'lasso', key: 'q', gesture: 'path', texts: textsOf('lasso') },
    toPrompt: ({ points }) => (points.length < MIN_PATH ? null : { kind: 'lasso', path: points }),
    icon: {
      toolbar: 'tool-freehand-roi',
      path: 'M8 2.5c4 0 6 2 6 4.5S11 12 7.5 12 2 9.5 2 7s2-4.5 6-4.5zM6 12c0 1.5-1 2-2.5 2',
      color: PROMPT_COLORS.lasso,
    },
  },
];
