import type { Host } from '../../../host/ohif';
import type { PlanarViewport } from '../../../host/slices';
import { createCornerstoneTools, listenForPrompts, type PromptTarget } from './gestures';
import { MEASUREMENT_TOOL_NAMES } from '../toolbar';
import { toolNameOf, type PromptTool } from './promptTool';

const FALLBACK_TOOL = 'WindowLevel';

/** Puts the prompt tools into the viewer's tool groups and makes them active. */
export class ToolActivation {
  /** Of those that cornerstone has been told of, which outlive a study. */
  private readonly registered = new Set<string>();

  constructor(
    private readonly host: Host,
    private readonly promptTools: () => readonly PromptTool[],
  ) {}

  /**
   * Registers the tools and reports whichever of them is active from then on.
   * Returns the way to stop.
   */
  start(target: PromptTarget, onTool: (tool: string | null) => void): () => void {
    const { core, tools } = this.host;
    for (const tool of createCornerstoneTools(this.host, this.promptTools())) {
      if (!this.registered.has(tool.toolName)) tools.addTool(tool);
      this.registered.add(tool.toolName);
    }
    this.addToToolGroups();
    // The mode makes its tool groups when a study is opened, as a rule after the panel has started.
    const { toolGroupService } = this.host.services;
    const joined = toolGroupService.subscribe(toolGroupService.EVENTS.VIEWPORT_ADDED, () =>
      this.addToToolGroups(),
    );
    const report = () => onTool(this.activeTool()?.id ?? null);
    const { TOOL_ACTIVATED, TOOL_MODE_CHANGED } = tools.Enums.Events;
    const events = [TOOL_ACTIVATED, TOOL_MODE_CHANGED].filter(Boolean);
    events.forEach(event => core.eventTarget.addEventListener(event, report));
    // As in the viewer's own tools, a press in another pane only makes that one active.
    const isActive = ({ id }: PlanarViewport) =>
      id === this.host.services.viewportGridService.getActiveViewportId();
    const stopListening = listenForPrompts(this.host, target, viewport =>
      isActive(viewport) ? this.activeTool() : null,
    );
    return () => {
      stopListening();
      joined.unsubscribe();
      events.forEach(event => core.eventTarget.removeEventListener(event, report));
    };
  }

  /** Makes a prompt tool the one of the primary button, or hands that back to the viewer. */
  select(id: string | null): void {
    const tool = this.promptTools().find(known => known.id === id);
    this.addToToolGroups();
    const { services, commands } = this.host;
    const toolGroupIds = services.toolGroupService.getToolGroupIds();
    const toolName = tool ? toolNameOf(tool) : FALLBACK_TOOL;
    if (!tool) this.deactivate();
    commands.runCommand('setToolActiveToolbar', { toolName, toolGroupIds });
  }

  private addToToolGroups(): void {
    const { toolGroupService } = this.host.services;
    for (const id of toolGroupService.getToolGroupIds()) {
      const group = toolGroupService.getToolGroup(id);
      for (const name of [...this.toolNames(), ...MEASUREMENT_TOOL_NAMES]) {
        if (!group || group.hasTool(name)) continue;
        group.addTool(name);
        group.setToolPassive(name);
      }
    }
    // Buttons are greyed out while their tool is in no tool group.
    const viewportId = this.host.services.viewportGridService.getActiveViewportId();
    this.host.services.toolbarService.refreshToolbarState({ viewportId });
  }

  /** Not every tool group has the fallback tool: none may be left with ours. */
  private deactivate(): void {
    const { toolGroupService } = this.host.services;
    for (const id of toolGroupService.getToolGroupIds()) {
      const group = toolGroupService.getToolGroup(id);
      const active = group?.getActivePrimaryMouseButtonTool();
      if (active && this.toolNames().includes(active)) group?.setToolPassive(active);
    }
  }

  /** The prompt tool that a click in the active viewport would use. */
  private activeTool(): PromptTool | null {
    const { toolGroupService, viewportGridService } = this.host.services;
    const viewportId = viewportGridService.getActiveViewportId();
    const group = viewportId ? toolGroupService.getToolGroupForViewport(viewportId) : undefined;
    const active = group?.getActivePrimaryMouseButtonTool();
    return this.promptTools().find(tool => toolNameOf(tool) === active) ?? null;
  }

  private toolNames(): readonly string[] {
    return this.promptTools().map(toolNameOf);
  }
}
