import type { SamSession } from './session';
import type { PromptTool, SaveRequest } from './types';

/** Commands of the extension: thin lines onto the session, for toolbar, keys and other extensions. */
export function samCommands(session: SamSession) {
  const { actions } = session;
  const deleteSelected = () => {
    const { selectedPromptId, prompts } = session.getState();
    const id = selectedPromptId ?? prompts.at(-1)?.id;
    if (id) actions.deletePrompt(id);
  };
  const commands: Record<string, (options?: SaveRequest & { tool?: PromptTool }) => unknown> = {
    samSelectTool: options => actions.selectTool(options?.tool ?? null),
    samAccept: () => actions.accept(),
    samClear: () => actions.clear(),
    samUseMeasurement: () => actions.useMeasurement(),
    samRefineSegment: () => actions.refineSegment(),
    samNextCandidate: () => actions.stepCandidate(1),
    samPreviousCandidate: () => actions.stepCandidate(-1),
    samDeletePrompt: deleteSelected,
    samAddSegment: () => actions.addSegment(),
    samSave: options => actions.save(options),
    samSaveFiles: options => actions.saveFiles(options),
    samCopyReport: options => actions.copyReport(options),
  };
  return {
    definitions: Object.fromEntries(
      Object.entries(commands).map(([name, commandFn]) => [name, { commandFn }]),
    ),
    defaultContext: 'CORNERSTONE',
  };
}
