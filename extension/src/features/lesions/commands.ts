import { LESIONS_MESSAGES } from '../../i18n/messages/lesions';
import type { KeyBinding } from '../../ui/keys';
import type { Lesions } from './createLesions';
import type { WhichMeasurements } from './types';

/** The viewer's commands for lesions from measurements. */
export const lesionsCommands = (lesions: Lesions) => ({
  samMakeLesions: (options?: { readonly which?: WhichMeasurements }) =>
    lesions.make(options?.which),
  samCancelLesions: () => lesions.cancel(),
});

/** Beside the key that segments a measurement on its slice alone. */
export const LESIONS_KEYS: readonly KeyBinding[] = [
  {
    name: 'makeLesions',
    commandName: 'samMakeLesions' satisfies keyof ReturnType<typeof lesionsCommands>,
    label: LESIONS_MESSAGES['command.makeLesions'],
    keys: 'shift+w',
  },
];
