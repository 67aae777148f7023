import { PROPAGATION_MESSAGES } from '../../i18n/messages/propagation';
import type { KeyBinding } from '../../ui/keys';
import type { Propagation } from './createPropagation';
import type { Direction } from './types';

/** The viewer's commands for propagation and review. */
export const propagationCommands = (propagation: Propagation) => ({
  samPropagate: (options?: { readonly direction?: Direction; readonly goOn?: boolean }) =>
    propagation.propagate(options),
  samPausePropagation: (options?: { readonly paused?: boolean }) =>
    propagation.pause(options?.paused ?? true),
  samCancelPropagation: () => propagation.cancel(),
  samNextDoubtful: () => propagation.jump(1),
  samPreviousDoubtful: () => propagation.jump(-1),
  samCheckSlice: () => propagation.check(),
});

const key = (
  name: string,
  commandName: keyof ReturnType<typeof propagationCommands>,
  label: keyof typeof PROPAGATION_MESSAGES,
  keys: string,
): KeyBinding => ({ name, commandName, label: PROPAGATION_MESSAGES[label], keys });

/** Chosen among those that OHIF's defaults leave free. */
export const PROPAGATION_KEYS: readonly KeyBinding[] = [
  key('propagate', 'samPropagate', 'command.propagate', 'f'),
  key('nextDoubtful', 'samNextDoubtful', 'command.nextDoubtful', 'j'),
  key('previousDoubtful', 'samPreviousDoubtful', 'command.previousDoubtful', 'shift+j'),
  key('checkSlice', 'samCheckSlice', 'command.checkSlice', 'k'),
];
