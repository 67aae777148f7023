import type { Host } from './ohif';

/**
 * Takes back, or does again, the last step of the viewer's history. False when there is none, and
 * then nothing happens; a host that cannot tell is asked anyway.
 */
export function stepHistory(
  { core, commands }: Pick<Host, 'core' | 'commands'>,
  step: 'undo' | 'redo',
): boolean {
  const { canUndo, canRedo } = core.utilities.HistoryMemo.DefaultHistoryMemo;
  if ((step === 'undo' ? canUndo : canRedo) === false) return false;
  commands.runCommand(step);
  return true;
}
