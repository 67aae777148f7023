import { ORGAN_MESSAGES } from '../../i18n/messages/organs';
import type { KeyBinding } from '../../ui/keys';
import type { Organs } from './createOrgans';

/** The viewer's commands for organ presets; `preset` names one where another is wanted. */
export const organCommands = (organs: Organs) => ({
  samOrganPreset: (options: { readonly preset?: string } = {}) => {
    if (typeof options.preset === 'string') organs.choose(options.preset);
    return organs.run();
  },
  samCancelOrganPreset: () => organs.cancel(),
});

/** Chosen among those that OHIF's defaults leave free. */
export const ORGAN_KEYS: readonly KeyBinding[] = [
  {
    name: 'organPreset',
    commandName: 'samOrganPreset' satisfies keyof ReturnType<typeof organCommands>,
    label: ORGAN_MESSAGES['command.organPreset'],
    keys: 'shift+t',
  },
];
