import { BUILT_IN_TOOLS, type PromptTool } from '../features/prompting';
import type { Host } from '../host/ohif';

/** What lists, keys and sections derive from: this project's entries and other extensions'. */
export interface Registries {
  promptTools(): readonly PromptTool[];
}

export function createRegistries(_host: Host): Registries {
  return { promptTools: () => BUILT_IN_TOOLS };
}
