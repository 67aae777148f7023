import { ORGAN_PRESETS, type OrganPreset } from '../core/organs';
import { checkFormat, type OutsideFormat } from '../features/export';
import { BUILT_IN_TOOLS, checkPromptTool, type PromptTool } from '../features/prompting';
import type { Host } from '../host/ohif';
import type { MountedSection } from '../ui/panelSection';

/** The ids under which other extensions add to lists, by the viewer's customization service. */
const CUSTOMIZATIONS = {
  promptTools: 'sam.promptTools',
  panelSections: 'sam.panelSections',
  exporters: 'sam.exporters',
  organPresets: 'sam.organPresets',
} as const;

/** What lists, keys and sections derive from: this project's entries and other extensions'. */
export interface Registries {
  promptTools(): readonly PromptTool[];
  organPresets(): readonly OrganPreset[];
  /** Formats of other extensions. */
  formats(): readonly OutsideFormat[];
  /** Sections of other extensions. */
  panelSections(): readonly MountedSection[];
}

export function createRegistries(host: Host): Registries {
  const formats = customized<OutsideFormat>(host, CUSTOMIZATIONS.exporters, checkFormat);
  return {
    promptTools: customized(host, CUSTOMIZATIONS.promptTools, checkPromptTool, BUILT_IN_TOOLS),
    organPresets: customized(host, CUSTOMIZATIONS.organPresets, checkPreset, ORGAN_PRESETS),
    panelSections: customized(host, CUSTOMIZATIONS.panelSections, checkSection),
    formats: () => formats().map(format => ({ ...format, module: absolute(format.module) })),
  };
}

/** A worker resolves against its own address. */
const absolute = (url: string) => new URL(url, document.baseURI).href;

const SEARCHES: readonly OrganPreset['search']['kind'][] = ['lung', 'tissue', 'tube', 'brain'];

/** Why a preset can't be offered; null when it can. */
function checkPreset(preset: Partial<OrganPreset>): string | null {
  if (!preset.texts?.name?.en) return 'texts.name.en is a text';
  if (!preset.code?.value || !preset.code.scheme) return 'code is a coded concept';
  if (!Array.isArray(preset.modalities)) return 'modalities is a list';
  if (!Array.isArray(preset.adjustable)) return 'adjustable is a list';
  const kind = preset.search?.kind;
  return kind && SEARCHES.includes(kind) ? null : `search.kind is one of ${SEARCHES.join(', ')}`;
}

/** Why a section can't be shown; null when it can. */
function checkSection(section: Partial<MountedSection>): string | null {
  if (!Number.isFinite(section.order)) return 'order is a number';
  if (typeof section.mount !== 'function') return 'mount is a function';
  return section.texts?.title?.en ? null : 'texts.title.en is a text';
}

/**
 * A list that other extensions add to. An entry that is not as it has to be is left out and named in
 * the console: one broken extension must not take the panel with it.
 */
function customized<Entry extends { readonly id: string }>(
  host: Host,
  customization: string,
  check: (entry: Partial<Entry>) => string | null,
  own: readonly Entry[] = [],
): () => readonly Entry[] {
  let seen: unknown;
  let entries = own;
  return () => {
    const added = host.services.customizationService.getCustomization(customization);
    if (added === seen) return entries;
    seen = added;
    entries = own;
    for (const entry of Array.isArray(added) ? (added as readonly Entry[]) : []) {
      const problem = problemOf(entry, entries, check);
      if (problem) console.warn(`${customization}: an entry is left out: ${problem}.`);
      else entries = [...entries, entry];
    }
    return entries;
  };
}

function problemOf<Entry extends { readonly id: string }>(
  entry: Entry | null,
  before: readonly Entry[],
  check: (entry: Partial<Entry>) => string | null,
): string | null {
  const id: unknown = entry?.id;
  if (!entry || typeof id !== 'string' || !/^[a-zA-Z][\w-]*$/.test(id)) {
    return 'id is of letters, digits and dashes';
  }
  if (before.some(known => known.id === id)) return `there is a "${id}" already`;
  const problem = check(entry);
  return problem && `"${id}": ${problem}`;
}
