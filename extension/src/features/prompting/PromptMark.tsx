import { PROMPT_COLORS } from '../../core/prompt/promptColors';
import type { PromptTool } from '../../app/types';

const SHAPES: Readonly<Record<PromptTool, string>> = {
  include: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v6M5 8h6',
  exclude: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5 8h6',
  box: 'M2.5 3.5h11v9h-11z',
  scribble: 'M2.5 11c2-7 4-7 5-3s3 4 6-3',
  lasso: 'M8 2.5c4 0 6 2 6 4.5S11 12 7.5 12 2 9.5 2 7s2-4.5 6-4.5zM6 12c0 1.5-1 2-2.5 2',
};

/** The mark of a prompt as the viewport draws it: plus, minus, rectangle or line, in its colour. */
export function PromptMark({ kind }: { kind: PromptTool }) {
  return (
    <svg
      className="sam-icon"
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
      style={{ stroke: PROMPT_COLORS[kind] }}
    >
      <path d={SHAPES[kind]} />
    </svg>
  );
}
