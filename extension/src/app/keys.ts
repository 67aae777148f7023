import type { TextKey } from '../i18n/catalogue';
import type { Texts } from '../i18n/texts';
import type { PanelKeys } from '../ui/panelContext';
import type { PromptTool } from './types';

interface KeyBinding {
  readonly name: keyof PanelKeys;
  readonly commandName: string;
  readonly commandOptions?: Readonly<Record<string, unknown>>;
  readonly label: TextKey;
  /** As the viewer's hotkey service takes it. */
  readonly keys: string;
}

/** The keys of the extension: chosen among those that OHIF's defaults leave free. */
const BINDINGS: readonly KeyBinding[] = [
  tool('include', 'p', 'tool.include'),
  tool('exclude', 'x', 'tool.exclude'),
  tool('box', 'o', 'tool.box'),
  tool('scribble', 's', 'tool.scribble'),
  tool('lasso', 'q', 'tool.lasso'),
  {
    name: 'useMeasurement',
    commandName: 'samUseMeasurement',
    label: 'command.useMeasurement',
    keys: 'w',
  },
  { name: 'refine', commandName: 'samRefineSegment', label: 'command.refine', keys: 'g' },
  { name: 'accept', commandName: 'samAccept', label: 'command.accept', keys: 'y' },
  { name: 'clear', commandName: 'samClear', label: 'command.clear', keys: 'd' },
  {
    name: 'nextCandidate',
    commandName: 'samNextCandidate',
    label: 'command.nextCandidate',
    keys: 'm',
  },
  {
    name: 'previousCandidate',
    commandName: 'samPreviousCandidate',
    label: 'command.previousCandidate',
    keys: 'shift+m',
  },
];

function tool(name: PromptTool, keys: string, label: TextKey): KeyBinding {
  return { name, commandName: 'samSelectTool', commandOptions: { tool: name }, label, keys };
}

/** The bindings as OHIF's customization `ohif.hotkeyBindings` takes them. */
export function hotkeyBindings(texts: Texts) {
  return [
    ...BINDINGS.map(({ commandName, commandOptions, label, keys }) => ({
      commandName,
      ...(commandOptions ? { commandOptions } : {}),
      label: `SAM: ${texts.lookUp(label) ?? label}`,
      keys: [keys],
      isEditable: true,
    })),
    {
      commandName: 'samDeletePrompt',
      label: `SAM: ${texts.text('command.deletePrompt')}`,
      keys: ['del'],
      isEditable: true,
    },
  ];
}

/** The keys as the panel shows them. */
export function panelKeys(): PanelKeys {
  const show = (keys: string) =>
    keys
      .split('+')
      .map(part => part[0].toUpperCase() + part.slice(1))
      .join('+');
  return {
    ...Object.fromEntries(BINDINGS.map(({ name, keys }) => [name, show(keys)])),
    excludeModifier: 'Shift',
    undo: 'Ctrl+Z',
    redo: 'Ctrl+Y',
  };
}
