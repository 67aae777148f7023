import type { Texts } from '../../i18n/texts';
import { toolNameOf, type PromptTool } from './tools/promptTool';

/** The viewer's own measurement tools: what they mark can be segmented. */
const MEASUREMENT_TOOLS = [
  { tool: 'Length', icon: 'tool-length' },
  { tool: 'Bidirectional', icon: 'tool-bidirectional' },
  { tool: 'EllipticalROI', icon: 'tool-ellipse' },
  { tool: 'RectangleROI', icon: 'tool-rectangle' },
  { tool: 'CircleROI', icon: 'tool-circle' },
  { tool: 'PlanarFreehandROI', icon: 'icon-tool-freehand-roi' },
] as const;
/** As the viewer's other modes name the button that opens the list. */
const MEASUREMENT_LIST = 'MeasurementTools';

export const MEASUREMENT_TOOL_NAMES = MEASUREMENT_TOOLS.map(({ tool }) => tool);

/** The buttons in the primary row, and those in lists of their own. */
export const toolbarSections = (
  tools: readonly PromptTool[],
): Readonly<Record<string, readonly string[]>> => ({
  primary: [MEASUREMENT_LIST, ...tools.map(toolNameOf)],
  [MEASUREMENT_LIST]: MEASUREMENT_TOOL_NAMES,
});

/** The toolbar buttons, in the form of OHIF's toolbar service. */
export function toolbarButtons(texts: Texts, tools: readonly PromptTool[]) {
  const measurements = MEASUREMENT_TOOLS.map(({ tool, icon }) => ({
    id: tool,
    uiType: 'ohif.toolButton',
    props: {
      icon,
      label: texts.text(`measure.${tool}`),
      tooltip: texts.text(`measure.${tool}`),
      commands: [{ commandName: 'setToolActiveToolbar', commandOptions: { toolName: tool } }],
      evaluate: 'evaluate.cornerstoneTool',
    },
  }));
  const list = {
    id: MEASUREMENT_LIST,
    uiType: 'ohif.toolButtonList',
    props: { buttonSection: true },
  };
  const prompts = tools.map(tool => ({
    id: toolNameOf(tool),
    uiType: 'ohif.toolButton',
    props: {
      icon: tool.icon.toolbar,
      label: texts.of(tool.texts.label),
      tooltip: texts.of(tool.texts.tooltip),
      commands: [{ commandName: 'samSelectTool', commandOptions: { tool: tool.id } }],
      evaluate: 'evaluate.cornerstoneTool',
    },
  }));
  return [list, ...measurements, ...prompts];
}
