/**
 * Counts the requests of this worker to other origins than the page's: its own fetches, the
 * runtime's, and scripts that it imports. By Resource Timing, so nothing has to be wrapped; what
 * the viewer requests on its own is not in a worker's timeline.
 */
export class ForeignRequests {
  #count = 0;

  /** @param origin the page's; the worker's own when not given. */
  constructor(private readonly origin: string = globalThis.location?.origin) {
    if (typeof PerformanceObserver === 'undefined') return;
    // Not the list of entries, which the browser fills up to a limit only.
    new PerformanceObserver(list => this.#add(list.getEntries())).observe({
      type: 'resource',
      buffered: true,
    });
  }

  get count(): number {
    return this.#count;
  }

  #add(entries: readonly { readonly name: string }[]): void {
    for (const { name } of entries) {
      if (/^https?:/.test(name) && new URL(name).origin !== this.origin) this.#count++;
    }
  }
}
