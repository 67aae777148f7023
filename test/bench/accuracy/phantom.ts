import path from 'node:path';
import { ensureDemoStudies } from '../../../.webpack/demo/phantom/generate';
import { maskArea } from '../../../extension/src/core/mask/regionMask';
import { readSet, type DataSet } from '../../data/readSet';
import { offCentrePoint, pointPrompt, randomOf, type Case } from './cases';
import type { Method } from './methods';
import { mean, table } from './report';
import { once } from './tasks';

const CACHE = path.resolve(import.meta.dirname, '../../../.cache/demo');
const ORGANS = [
  'lung_left',
  'lung_right',
  'liver',
  'spleen',
  'kidney_left',
  'kidney_right',
  'aorta',
];
const CLICKS = 10;
const WANTED = 0.95;
/** A slice with less of an organ than this share of its largest one shows its tip alone. */
const LEAST_SHARE = 0.1;
/** A click lies anywhere in the organ but on its rim: so deep at least, of the greatest depth. */
const DEPTH = { least: 0.2, most: 1 };

/** Seeded clicks anywhere in the organs of the generated chest and abdomen, whose truth is exact. */
export async function phantomClicks(begin: () => Method): Promise<string> {
  const [folder] = await ensureDemoStudies(CACHE);
  const set = await readSet(path.join(folder, 'axial'));
  const lines: string[][] = [];
  for (const organ of ORGANS) {
    const dices: number[] = [];
    for (const subject of drawCases(set, organ)) {
      const at = offCentrePoint(subject, randomOf(subject), DEPTH);
      dices.push((await once(subject, begin(), [pointPrompt(at)])).dice);
    }
    lines.push([
      organ,
      mean(dices).toFixed(3),
      Math.min(...dices).toFixed(3),
      `${dices.filter(dice => dice >= WANTED).length} of ${dices.length}`,
    ]);
  }
  return table([['organ', 'mean Dice', 'least', `at least ${WANTED}`], ...lines]);
}

/** The organ on so many slices, drawn evenly from those that show enough of it. */
function drawCases(set: DataSet, label: string): Case[] {
  const all = set.slices.map((slice, k) => ({ slice, k, truth: set.truth(label, k) }));
  const largest = Math.max(...all.map(({ truth }) => maskArea(truth)));
  const shown = all.filter(({ truth }) => maskArea(truth) >= LEAST_SHARE * largest);
  const place = { set: set.name, label, lesion: false, diameterMm: 0 };
  return Array.from({ length: CLICKS }, (_, component) => {
    const random = randomOf({ ...place, ...shown[0], component });
    return { ...place, ...shown[Math.floor(random() * shown.length)], component };
  });
}
