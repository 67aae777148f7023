import type { PromptTool } from './tools/promptTool';

/** The mark of a prompt as the viewport draws it: plus, minus, rectangle or line, in its colour. */
export function PromptMark({ icon }: { readonly icon: PromptTool['icon'] }) {
  return (
    <svg
      className="sam-icon"
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
      style={{ stroke: icon.color }}
    >
      <path d={icon.path} />
    </svg>
  );
}
