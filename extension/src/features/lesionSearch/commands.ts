import { LESION_SEARCH_MESSAGES } from '../../i18n/messages/lesionSearch';
import type { KeyBinding } from '../../ui/keys';
import type { LesionWorklist } from './createLesionWorklist';
import type { LesionChoices } from './types';

const CHOICES = ['organ', 'sensitivity', 'contrast', 'destination', 'takesFromOrgan'] as const;

/** The viewer's commands for the worklist of lesions; choices where other ones are wanted. */
export const lesionSearchCommands = (lesions: LesionWorklist) => ({
  samFindLesions: (options: Partial<LesionChoices> = {}) => {
    // The viewer gives the key event along.
    const given = CHOICES.filter(name => options[name] !== undefined);
    if (given.length) lesions.change(Object.fromEntries(given.map(name => [name, options[name]])));
    return lesions.search();
  },
  samNextLesion: () => lesions.step(1),
  samPreviousLesion: () => lesions.step(-1),
  samAcceptLesion: () => lesions.accept(),
  samRejectLesion: () => lesions.reject(),
  samRefineLesion: () => lesions.refine(),
  samPickLesion: () => lesions.pick(),
  samAcceptLesions: () => lesions.acceptPicked(),
});

const key = (
  name: string,
  commandName: keyof ReturnType<typeof lesionSearchCommands>,
  label: keyof typeof LESION_SEARCH_MESSAGES,
  keys: string,
): KeyBinding => ({ name, commandName, label: LESION_SEARCH_MESSAGES[label], keys });

/** Chosen among those that OHIF's defaults leave free. */
export const LESION_SEARCH_KEYS: readonly KeyBinding[] = [
  key('nextLesion', 'samNextLesion', 'command.nextLesion', 'n'),
  key('previousLesion', 'samPreviousLesion', 'command.previousLesion', 'shift+r'),
  key('acceptLesion', 'samAcceptLesion', 'command.acceptLesion', 'shift+a'),
  key('rejectLesion', 'samRejectLesion', 'command.rejectLesion', 'shift+x'),
  key('refineLesion', 'samRefineLesion', 'command.refineLesion', 'shift+g'),
  key('pickLesion', 'samPickLesion', 'command.pickLesion', 'shift+o'),
];
