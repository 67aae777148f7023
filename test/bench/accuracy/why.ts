import type { Trace } from '../../../extension/src/core/engine';

const LINES = 12;

/** A trace as text: the views, and the masks considered, best first, with the terms of their score. */
export function whyText({ views, hypotheses, reason }: Trace): string {
  const shown = views.map(({ role, spec: { region, window } }, n) => {
    const at = [region.x, region.y, region.width, region.height].map(Math.round);
    const ends = [window.lower, window.upper].map(value => value.toFixed(0));
    return `  view ${n} ${role}: ${at[2]} × ${at[3]} pixels at ${at[0]}, ${at[1]}; window ${ends.join(' to ')}`;
  });
  const masks = hypotheses.slice(0, LINES).map(one => {
    const { view, token, ask, predictedIoU, terms, score, area, fate, candidate } = one;
    const place = candidate === undefined ? fate : `candidate ${candidate + 1}`;
    const sum = Object.entries(terms)
      .filter(([, term]) => Math.abs(term) >= 0.005)
      .map(([name, term]) => `${name} ${term.toFixed(2)}`);
    return (
      `  ${score.toFixed(2)} ${place}: view ${view}, token ${token}, ${ask}, ${area} pixels, ` +
      `predicted IoU ${predictedIoU.toFixed(2)} = ${sum.join(' + ')}`
    );
  });
  const more = hypotheses.length - masks.length;
  return [`  why: ${reason}`, ...shown, ...masks, ...(more > 0 ? [`  and ${more} more`] : [])].join(
    '\n',
  );
}
