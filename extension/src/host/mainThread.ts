/** Longest stretch of work without a pause; the page stays responsive below 50 ms. */
const STRETCH_MS = 12;

/**
 * Returns a function to await between the steps of a long loop on the main thread: it yields to the
 * page when the last pause was a while ago, and costs nothing else.
 */
export function pageYielder(): () => Promise<void> {
  let start = performance.now();
  return async () => {
    if (performance.now() - start < STRETCH_MS) return;
    await new Promise(resolve => setTimeout(resolve, 0));
    start = performance.now();
  };
}

/** Runs work that goes in steps, and awaits `pause` after each, with what the step told. */
export async function toEnd<Told, Result>(
  steps: Generator<Told, Result, void>,
  pause: (told: Told) => Promise<void>,
): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await pause(value);
  }
}
