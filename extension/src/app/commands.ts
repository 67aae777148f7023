import type { SaveRequest } from '../features/export';
import { promptingCommands } from '../features/prompting';
import type { App } from './createApp';

/** The viewer's commands: thin lines onto the features, for toolbar, keys and other extensions. */
export function samCommands(app: App) {
  const { findings, exporting, prompting } = app;
  const commands = {
    ...promptingCommands(prompting),
    samAddSegment: () => findings.addSegment(),
    samSave: (request?: SaveRequest) => exporting.save(request),
    samSaveFiles: (request?: SaveRequest) => exporting.saveFiles(request),
    samCopyReport: (request?: SaveRequest) => exporting.copyReport(request),
  };
  const definitions = Object.entries<(options?: never) => unknown>(commands).map(
    ([name, command]) => {
      const commandFn = (options?: never) => {
        app.start();
        return command(options);
      };
      return [name, { commandFn }] as const;
    },
  );
  return { definitions: Object.fromEntries(definitions), defaultContext: 'CORNERSTONE' };
}
