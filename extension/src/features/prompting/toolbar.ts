import type { Texts } from '../../i18n/texts';
import type { PromptTool } from '../../app/types';
import { TOOL_NAMES } from './tools/toolNames';

const TOOLS: readonly { tool: PromptTool; icon: string }[] = [
  { tool: 'include', icon: 'actions-combine-merge' },
  { tool: 'exclude', icon: 'actions-combine-subtract' },
  { tool: 'box', icon: 'tool-rectangle' },
  { tool: 'scribble', icon: 'tool-seg-brush' },
  { tool: 'lasso', icon: 'tool-freehand-roi' },
];

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
export const TOOLBAR_SECTIONS: Readonly<Record<string, readonly string[]>> = {
  primary: [MEASUREMENT_LIST, ...TOOLS.map(({ tool }) => TOOL_NAMES[tool])],
  [MEASUREMENT_LIST]: MEASUREMENT_TOOL_NAMES,
};

/** The toolbar buttons, in the form of OHIF's toolbar service. */
export function toolbarButtons(texts: Texts) {
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
  const prompts = TOOLS.map(({ tool, icon }) => ({
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
  return [list, ...measurements, ...prompts];
}
