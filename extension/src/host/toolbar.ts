import type { Texts } from '../i18n/texts';
import type { PromptTool } from './session/types';
import { TOOL_NAMES } from './tools/toolNames';

const TOOLS: readonly { tool: PromptTool; icon: string }[] = [
  { tool: 'include', icon: 'actions-combine-merge' },
  { tool: 'exclude', icon: 'actions-combine-subtract' },
  { tool: 'box', icon: 'tool-rectangle' },
];

export const TOOLBAR_BUTTON_IDS = TOOLS.map(({ tool }) => TOOL_NAMES[tool]);

/** The toolbar buttons, in the form of OHIF's toolbar service. */
export function toolbarButtons(texts: Texts) {
  return TOOLS.map(({ tool, icon }) => ({
    id: TOOL_NAMES[tool],
    uiType: 'ohif.toolButton',
    props: {
      icon,
      label: texts.text(`tool.${tool}`),
      tooltip: texts.text(`tool.${tool}.tooltip`),
      commands: [{ commandName: 'samSelectTool', commandOptions: { tool } }],
      evaluate: 'evaluate.cornerstoneTool',
    },
  }));
}
