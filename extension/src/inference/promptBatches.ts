import type { ModelPrompts } from '../core/engine/types';

/** SAM's label of a box's first corner; its second has one more. */
const FIRST_CORNER = 2;

/**
 * Sets of prompts that can go through the decoder together, as their places in the list. A run
 * takes sets of the same numbers of points and of corners only, with masks or without: a point that
 * fills a set up would be seen by the decoder, and change the answer a little.
 *
 * @param most sets in one run
 */
export function promptBatches(
  prompts: readonly ModelPrompts[],
  most: number,
): readonly (readonly number[])[] {
  const byShape = new Map<string, number[]>();
  prompts.forEach(({ labels, maskInput }, index) => {
    const corners = labels.filter(label => label >= FIRST_CORNER).length;
    const shape = `${labels.length}|${corners}|${maskInput !== undefined}`;
    const alike = byShape.get(shape);
    if (alike) alike.push(index);
    else byShape.set(shape, [index]);
  });
  return [...byShape.values()].flatMap(alike =>
    Array.from({ length: Math.ceil(alike.length / most) }, (_, n) =>
      alike.slice(n * most, (n + 1) * most),
    ),
  );
}
