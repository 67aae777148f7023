/** The files that take longest: begun last, one of them would run alone at the end. */
const LONGEST = [
  'modelFaults',
  'wholeWorkflow',
  'endurance',
  'reports',
  'propagation',
  'layers',
  'segment',
];

const rank = ({ path }) => {
  const place = LONGEST.findIndex(name => path.includes(`/${name}.e2e.`));
  return place < 0 ? LONGEST.length : place;
};

/** Jest's order of files; it needs times of earlier runs, which a fresh clone has not. */
export default class LongestFirst {
  sort(tests) {
    return [...tests].sort((a, b) => rank(a) - rank(b));
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
