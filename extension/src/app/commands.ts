import { cleanupCommands } from '../features/cleanup';
import { automaticCommands } from '../features/automatic';
import { draftCommands } from '../features/drafts';
import type { SaveRequest } from '../features/export';
import { lesionsCommands } from '../features/lesions';
import { followUpCommands } from '../features/followUp';
import { findingsListCommands } from '../features/findingsList';
import { lesionSearchCommands } from '../features/lesionSearch';
import { organCommands } from '../features/organs';
import { promptingCommands } from '../features/prompting';
import { propagationCommands } from '../features/propagation';
import { workflowCommands } from '../features/workflow';
import type { App } from './createApp';
import type { AddPromptOptions, SamService } from './samService';

/** The viewer's commands: thin lines onto the features, for toolbar, keys and other extensions. */
export function samCommands(app: App, service: SamService) {
  const {
    findings,
    exporting,
    prompting,
    propagation,
    automatic,
    cleanup,
    drafts,
    workflow,
    start,
  } = app;
  const asking = {
    samGetState: () => service.getState(),
    samGetMask: (options?: { readonly imageId?: string }) => service.getMask(options),
  };
  const acting = {
    ...promptingCommands(prompting),
    ...propagationCommands(propagation),
    ...cleanupCommands(cleanup),
    ...automaticCommands(automatic),
    ...lesionSearchCommands(app.lesionSearch),
    ...draftCommands(drafts),
    ...findingsListCommands(app.findingsList),
    ...followUpCommands(app.followUp),
    ...lesionsCommands(app.lesions),
    ...workflowCommands(workflow),
    ...organCommands(app.organs),
    samAddPrompt: (options: AddPromptOptions) => service.addPrompt(options),
    samAddSegment: () => findings.addSegment(),
    samSave: (request?: SaveRequest) => exporting.save(request),
    samSaveFiles: (request?: SaveRequest) => exporting.saveFiles(request),
    samCopyReport: (request?: SaveRequest) => exporting.copyReport(request),
  };
  /** Works where the panel was not opened yet. */
  const started =
    (command: (options: never) => unknown) =>
    (options: never): unknown => {
      start();
      return command(options);
    };
  const commands: readonly (readonly [string, (options: never) => unknown])[] = [
    ...Object.entries(asking),
    ...Object.entries<(options: never) => unknown>(acting).map(
      ([name, command]) => [name, started(command)] as const,
    ),
  ];
  return {
    definitions: Object.fromEntries(commands.map(([name, commandFn]) => [name, { commandFn }])),
    defaultContext: 'CORNERSTONE',
  };
}
