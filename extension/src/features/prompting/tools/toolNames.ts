import type { PromptTool } from '../../../app/types';

/** Names under which the prompt tools are known to cornerstone and to toolbar buttons. */
export const TOOL_NAMES: Readonly<Record<PromptTool, string>> = {
  include: 'SamIncludePoint',
  exclude: 'SamExcludePoint',
  box: 'SamBox',
  scribble: 'SamScribble',
  lasso: 'SamLasso',
};
