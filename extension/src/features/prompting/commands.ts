import { COMMAND_MESSAGES } from '../../i18n/messages/commands';
import type { KeyBinding } from '../../ui/keys';
import type { Prompting } from './createPrompting';
import type { PromptTool } from './tools/promptTool';

/** The viewer's commands for prompting; `tool` and `all` where a command says so. */
export const promptingCommands = (prompting: Prompting) => ({
  samSelectTool: (options?: { readonly tool?: string }) =>
    prompting.selectTool(options?.tool ?? null),
  samAccept: () => prompting.accept(),
  samClear: (options?: { readonly all?: boolean }) => prompting.clear(options),
  samUseMeasurement: () => prompting.useMeasurement(),
  samRefineSegment: () => prompting.refineSegment(),
  samNextCandidate: () => prompting.stepCandidate(1),
  samPreviousCandidate: () => prompting.stepCandidate(-1),
  samDeletePrompt: () => prompting.deleteSelected(),
});

const key = (
  name: string,
  commandName: keyof ReturnType<typeof promptingCommands>,
  label: keyof typeof COMMAND_MESSAGES,
  keys: string,
  commandOptions?: KeyBinding['commandOptions'],
): KeyBinding => ({ name, commandName, commandOptions, label: COMMAND_MESSAGES[label], keys });

/** Chosen among those that OHIF's defaults leave free. */
const COMMAND_KEYS: readonly KeyBinding[] = [
  key('useMeasurement', 'samUseMeasurement', 'command.useMeasurement', 'w'),
  key('refine', 'samRefineSegment', 'command.refine', 'g'),
  key('nextCandidate', 'samNextCandidate', 'command.nextCandidate', 'm'),
  key('previousCandidate', 'samPreviousCandidate', 'command.previousCandidate', 'shift+m'),
  key('accept', 'samAccept', 'command.accept', 'y'),
  key('clear', 'samClear', 'command.clear', 'd'),
  key('clearAll', 'samClear', 'command.clearAll', 'shift+d', { all: true }),
  key('deletePrompt', 'samDeletePrompt', 'command.deletePrompt', 'del'),
];

/** The keys of tools and commands. */
export const promptingKeys = (tools: readonly PromptTool[]): readonly KeyBinding[] => [
  ...tools.flatMap(({ id, key: keys, texts }): KeyBinding[] =>
    keys
      ? [
          {
            ...{ name: id, keys, label: texts.label },
            ...{ commandName: 'samSelectTool', commandOptions: { tool: id } },
          },
        ]
      : [],
  ),
  ...COMMAND_KEYS,
];
