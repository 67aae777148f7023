import { CLEANUP_MESSAGES } from '../../i18n/messages/cleanup';
import type { KeyBinding } from '../../ui/keys';
import type { Cleanup } from './createCleanup';
import type { CleanupKind } from './types';

/** The viewer's commands for the clean-up: seen first, done after. */
export const cleanupCommands = (cleanup: Cleanup) => ({
  samPreviewCleanup: (options?: { readonly kind?: CleanupKind }) =>
    cleanup.preview(options?.kind ?? 'keep-largest'),
  samApplyCleanup: () => cleanup.apply(),
  samCancelCleanup: () => cleanup.cancel(),
});

const key = (
  name: string,
  commandName: keyof ReturnType<typeof cleanupCommands>,
  label: keyof typeof CLEANUP_MESSAGES,
  keys: string,
): KeyBinding => ({ name, commandName, label: CLEANUP_MESSAGES[label], keys });

/** Chosen among those that OHIF's defaults leave free. */
export const CLEANUP_KEYS: readonly KeyBinding[] = [
  key('applyCleanup', 'samApplyCleanup', 'command.applyCleanup', 'u'),
  key('cancelCleanup', 'samCancelCleanup', 'command.cancelCleanup', 'shift+u'),
];
