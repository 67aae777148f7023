import { stepHistory } from '../../../extension/src/host/history';
import type { Host } from '../../../extension/src/host/ohif';

const hostWith = (history: { canUndo?: boolean; canRedo?: boolean }) => {
  const runCommand = jest.fn();
  const core = { utilities: { HistoryMemo: { DefaultHistoryMemo: history } } };
  const host = { core, commands: { runCommand } } as unknown as Pick<Host, 'core' | 'commands'>;
  return { host, runCommand };
};

test.each(['undo', 'redo'] as const)('%s asks the viewer when there is a step', step => {
  const { host, runCommand } = hostWith({ canUndo: step === 'undo', canRedo: step === 'redo' });
  expect(stepHistory(host, step)).toBe(true);
  expect(runCommand.mock.calls).toEqual([[step]]);
});

test.each(['undo', 'redo'] as const)('%s says so when there is none', step => {
  const { host, runCommand } = hostWith({ canUndo: step !== 'undo', canRedo: step !== 'redo' });
  expect(stepHistory(host, step)).toBe(false);
  expect(runCommand).not.toHaveBeenCalled();
});

test('a host that cannot tell is asked', () => {
  const { host, runCommand } = hostWith({});
  expect(stepHistory(host, 'undo')).toBe(true);
  expect(runCommand).toHaveBeenCalledTimes(1);
});
