import type { Page } from '@playwright/test';

interface Timing {
  mouseUps: number[];
  answers: { at: number; name: string }[];
  longTasks: { start: number; duration: number }[];
}

interface TimedWindow extends Window {
  samTiming: Timing;
}

export interface ClickTiming {
  /** From the last mouse-up to the first answer drawn after it, ms. */
  readonly toPreview: number;
  /** The longest main-thread task that ended in that time, ms; 0 when none was over 50 ms. */
  readonly longestTask: number;
}

/** Begins to note mouse-ups, answers drawn and long tasks; call before the page is opened. */
export async function recordTiming(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const timing: Timing = { mouseUps: [], answers: [], longTasks: [] };
    (window as unknown as TimedWindow).samTiming = timing;
    document.addEventListener('mouseup', () => timing.mouseUps.push(performance.now()), true);
    new MutationObserver(records => {
      for (const { target } of records) {
        const name = (target as HTMLElement).dataset.answer;
        if (name) timing.answers.push({ at: performance.now(), name });
      }
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-answer'] });
    new PerformanceObserver(list => {
      for (const { startTime, duration } of list.getEntries()) {
        timing.longTasks.push({ start: startTime, duration });
      }
    }).observe({ type: 'longtask', buffered: true });
  });
}

/** The timing of the last click that has been answered. */
export async function lastClick(page: Page): Promise<ClickTiming> {
  // Long tasks are reported after they have ended.
  await page.waitForTimeout(50);
  return page.evaluate(() => {
    const { mouseUps, answers, longTasks } = (window as unknown as TimedWindow).samTiming;
    const up = mouseUps[mouseUps.length - 1];
    const answer = answers.find(({ at }) => at > up);
    if (!answer) throw new Error('The last click has not been answered.');
    const during = longTasks.filter(t => t.start + t.duration > up && t.start < answer.at);
    return {
      toPreview: answer.at - up,
      longestTask: Math.max(0, ...during.map(t => t.duration)),
    };
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
