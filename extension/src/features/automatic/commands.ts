import { AUTOMATIC_MESSAGES } from '../../i18n/messages/automatic';
import type { KeyBinding } from '../../ui/keys';
import type { Automatic } from './createAutomatic';
import type { AutomaticSettings } from './types';

const SETTINGS = [
  'area',
  'destination',
  'predIouThresh',
  'stabilityScoreThresh',
  'minArea',
  'areaUnit',
] as const;

/** The viewer's commands for automatic masks; `preset` and settings where other ones are wanted. */
export const automaticCommands = (automatic: Automatic) => ({
  samFindMasks: (options: Partial<AutomaticSettings> = {}) => {
    if (options.preset !== undefined) automatic.choosePreset(options.preset);
    // The viewer gives the key event along.
    const given = SETTINGS.filter(name => options[name] !== undefined);
    if (given.length)
      automatic.change(Object.fromEntries(given.map(name => [name, options[name]])));
    return automatic.find();
  },
  samNextMask: () => automatic.stepMark(1),
  samPreviousMask: () => automatic.stepMark(-1),
  samPickMask: () => automatic.pick(),
  samAcceptMasks: () => automatic.accept(),
  samDropMasks: () => automatic.drop(),
});

const key = (
  name: string,
  commandName: keyof ReturnType<typeof automaticCommands>,
  label: keyof typeof AUTOMATIC_MESSAGES,
  keys: string,
): KeyBinding => ({ name, commandName, label: AUTOMATIC_MESSAGES[label], keys });

/** Chosen among those that OHIF's defaults leave free. Escape drops the masks while they are shown. */
export const AUTOMATIC_KEYS: readonly KeyBinding[] = [
  key('findMasks', 'samFindMasks', 'command.findMasks', 't'),
  key('nextMask', 'samNextMask', 'command.nextMask', 'shift+right'),
  key('previousMask', 'samPreviousMask', 'command.previousMask', 'shift+left'),
  key('pickMask', 'samPickMask', 'command.pickMask', 'shift+p'),
  key('acceptMasks', 'samAcceptMasks', 'command.acceptMasks', 'shift+y'),
];
