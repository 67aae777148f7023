/** The viewer's way back to the list of studies. */
const RETURN_BUTTON = '[data-cy="return-to-work-list"]';

/**
 * Asks before unsaved work is left: by closing or reloading the tab (in the browser's own words) and
 * by the viewer's way back to the list. The browser's own way back within the viewer can't be held
 * up; the draft is there then. Returns the way to stop.
 */
export function guardLeaving(isUnsaved: () => boolean, question: () => string): () => void {
  const unloading = (event: BeforeUnloadEvent) => {
    if (isUnsaved()) event.preventDefault();
  };
  const clicked = (event: MouseEvent) => {
    const { target } = event;
    if (!(target instanceof Element) || !target.closest(RETURN_BUTTON) || !isUnsaved()) return;
    if (window.confirm(question())) return;
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('beforeunload', unloading);
  document.addEventListener('click', clicked, true);
  return () => {
    window.removeEventListener('beforeunload', unloading);
    document.removeEventListener('click', clicked, true);
  };
}
