import { SamError } from '../../core/errors';
import type { ExportedFile } from '../../core/export/findingSet';

/**
 * Puts text that is still being made on the clipboard. Throws SamError `copy-refused` where the
 * browser does not let pages do so, and what the text's making threw.
 */
export async function copyText(text: Promise<string>): Promise<void> {
  const blob = text.then(value => new Blob([value], { type: 'text/plain' }));
  // Asked for at once: the browser forgets soon that the reader clicked.
  const copied = (async () => {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
  })().catch((cause: unknown) => {
    throw new SamError('copy-refused', 'the browser refused', { cause });
  });
  await Promise.all([blob, copied]);
}

/** Hands a file to the browser, which asks where to put it or keeps it. */
export function download({ name, mediaType, bytes }: Omit<ExportedFile, 'format'>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
