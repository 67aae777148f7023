import type { Message } from '../i18n/message';
import type { Texts } from '../i18n/texts';

/** A key and the command that it runs. */
export interface KeyBinding {
  /** What the panel asks for the key by. */
  readonly name: string;
  readonly commandName: string;
  readonly commandOptions?: Readonly<Record<string, unknown>>;
  readonly label: Message;
  /** As the viewer's hotkey service takes it. */
  readonly keys: string;
}

/** Keys as the reader sees them, such as `P` or `Shift+M`, by name. */
export type PanelKeys = Readonly<Partial<Record<string, string>>>;

/** The bindings as OHIF's customization `ohif.hotkeyBindings` takes them. */
export const hotkeyBindings = (bindings: readonly KeyBinding[], texts: Texts) =>
  bindings.map(({ commandName, commandOptions, label, keys }) => ({
    commandName,
    ...(commandOptions ? { commandOptions } : {}),
    label: `SAM: ${texts.of(label)}`,
    keys: [keys],
    isEditable: true,
  }));

/** The keys as the panel shows them: the extension's, and the viewer's own for undo and redo. */
export const panelKeys = (bindings: readonly KeyBinding[]): PanelKeys => ({
  ...Object.fromEntries(bindings.map(({ name, keys }) => [name, keyText(keys)])),
  excludeModifier: 'Shift',
  undo: 'Ctrl+Z',
  redo: 'Ctrl+Y',
});

/** A key as it is written for readers. */
export const keyText = (keys: string): string =>
  keys
    .split('+')
    .map(part => (part === 'del' ? 'Delete' : part[0].toUpperCase() + part.slice(1)))
    .join('+');
