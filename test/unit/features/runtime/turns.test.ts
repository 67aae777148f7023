import { Turns } from '../../../../extension/src/features/runtime/turns';
import type { Outcome } from '../../../../extension/src/inference/api';

const ABORTED: Outcome<string> = { ok: false, error: { code: 'aborted', detail: 'newer' } };

/** A worker that ends what waits, or is a better answer, for whatever comes later. */
function workerThatGivesWay() {
  const done: string[] = [];
  let end = (_outcome: Outcome<string>): void => undefined;
  const ask = (name: string) => () => {
    end(ABORTED);
    return new Promise<Outcome<string>>(resolve => {
      const finish = setTimeout(() => {
        done.push(name);
        end = () => undefined;
        resolve({ ok: true, value: name });
      }, 5);
      end = outcome => {
        clearTimeout(finish);
        resolve(outcome);
      };
    });
  };
  return { done, ask };
}

test('three slices in quick succession all get their quick and their better answer', async () => {
  const turns = new Turns();
  const { done, ask } = workerThatGivesWay();
  const slice = async (name: string) => {
    await turns.take('quick', ask(`${name} quick`));
    return turns.take('best', ask(`${name} best`));
  };
  const outcomes = await Promise.all(['a', 'b', 'c'].map(slice));
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(done.slice(0, 3)).toEqual(['a quick', 'b quick', 'c quick']);
  expect(done.slice(3).sort()).toEqual(['a best', 'b best', 'c best']);
});

test('a better answer that gives way to a click elsewhere is asked for again', async () => {
  const turns = new Turns();
  const { done, ask } = workerThatGivesWay();
  const best = turns.take('best', ask('a best'));
  await new Promise(resolve => setTimeout(resolve, 1));
  await turns.take('quick', ask('b quick'));
  expect(await best).toEqual({ ok: true, value: 'a best' });
  expect(done).toEqual(['b quick', 'a best']);
});

test('what is not wanted any more is not asked for', async () => {
  const turns = new Turns();
  const { done, ask } = workerThatGivesWay();
  const unwanted = new AbortController();
  const first = turns.take('quick', ask('first'));
  const second = turns.take('quick', ask('second'), unwanted.signal);
  unwanted.abort();
  await first;
  expect(await second).toMatchObject({ error: { code: 'aborted' } });
  expect(done).toEqual(['first']);
});
