let last = 0;

/** A number that never comes twice: tells what belongs to a run from what came too late for it. */
export const newRunId = (): number => ++last;
