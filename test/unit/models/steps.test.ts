import { parseSteps } from '../../../models/steps';

test('a list of steps is read in its order', () => {
  expect(parseSteps('four-masks,half-weights')).toEqual(['four-masks', 'half-weights']);
});

test.each(['toString', 'constructor', '__proto__', 'half'])('%s is no step', name => {
  expect(() => parseSteps(name)).toThrow(`No step is called ${name}. There are: `);
});
