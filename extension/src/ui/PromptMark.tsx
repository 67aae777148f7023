import { PROMPT_COLORS } from '../core/prompt/promptColors';
import type { PromptTool } from '../host/session/types';

const SHAPES: Readonly<Record<PromptTool, string>> = {
  include: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v6M5 8h6',
  exclude: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5 8h6',
  box: 'M2.5 3.5h11v9h-11z',
};

/** The mark of a prompt as the viewport draws it: plus, minus or rectangle, each in its colour. */
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
