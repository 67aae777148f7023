import { Scheduler, type Job, type Priority } from '../../../extension/src/inference/scheduler';

const nextTask = () => new Promise<void>(resolve => setImmediate(resolve));
async function settle() {
  for (let i = 0; i < 4; i++) await nextTask();
}

/** A scheduler, and jobs of several runs of a model that end when told. */
function start() {
  const scheduler = new Scheduler(nextTask);
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const model = (name: string) => {
    log.push(name);
    return new Promise<void>(resolve => ends.push(resolve));
  };
  const add = (id: string, priority: Priority, runs = 1, each?: (job: Job, n: number) => void) =>
    scheduler.run({ id, priority }, async job => {
      for (let n = 0; n < runs; n++) {
        each?.(job, n);
        await job.turn(() => model(`${id}${n}`));
      }
      return id;
    });
  const step = async (times = 1) => {
    for (let i = 0; i < times; i++) {
      ends.shift()?.();
      await settle();
    }
  };
  return { scheduler, log, add, step };
}
const aborted = { name: 'SamError', code: 'aborted' };

describe('Scheduler', () => {
  it('gives the most urgent job the next run; a long one goes on afterwards', async () => {
    const { log, add, step } = start();
    const long = add('long', 'propagation', 3);
    await settle();
    const all = [add('warm', 'warm-up'), add('ahead', 'prepare'), add('click', 'prompt', 2)];
    await step(7);
    expect(log).toEqual(['long0', 'click0', 'click1', 'long1', 'long2', 'ahead0', 'warm0']);
    expect(await Promise.all([long, ...all])).toEqual(['long', 'warm', 'ahead', 'click']);
  });

  it('serves equals in the order in which they came, and loses none', async () => {
    const { log, add, step } = start();
    const all = ['a', 'b', 'c'].map(id => add(id, 'prompt'));
    await step(4);
    expect(log).toEqual(['a0', 'b0', 'c0']);
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
  });

  it('runs one model at a time', async () => {
    const { log, add, step } = start();
    void add('a', 'prompt', 2);
    void add('b', 'prompt');
    await settle();
    expect(log).toEqual(['a0']);
    await step();
    expect(log).toHaveLength(2);
    await step(3);
  });

  it('follows a job that becomes less urgent', async () => {
    const { log, add, step } = start();
    void add('a', 'prompt', 3, (job, n) => (job.priority = n ? 'refinement' : 'prompt'));
    await settle();
    void add('b', 'prompt', 2);
    await step(5);
    expect(log).toEqual(['a0', 'b0', 'b1', 'a1', 'a2']);
  });

  it('ends a cancelled job before its next run; the signal says so at once', async () => {
    const { scheduler, log, add, step } = start();
    const signals: AbortSignal[] = [];
    const running = add('a', 'prompt', 2, job => signals.push(job.signal));
    const waiting = add('b', 'prompt');
    await settle();
    scheduler.cancel('a');
    scheduler.cancel('b');
    await expect(waiting).rejects.toMatchObject(aborted);
    expect(signals[0].aborted).toBe(true);
    await step();
    await expect(running).rejects.toMatchObject(aborted);
    expect(log).toEqual(['a0']);
    await step();
    const next = add('c', 'prompt');
    await settle();
    await step();
    expect(await next).toBe('c');
  });

  it('cancels all of a priority', async () => {
    const { scheduler, add, step } = start();
    const click = add('click', 'prompt');
    const ahead = ['a', 'b'].map(id => expect(add(id, 'prepare')).rejects.toMatchObject(aborted));
    await settle();
    scheduler.cancelAll('prepare');
    await Promise.all(ahead);
    await step();
    expect(await click).toBe('click');
  });

  it('gives a paused job no run until it is resumed, and others go on', async () => {
    const { scheduler, log, add, step } = start();
    const long = add('long', 'propagation', 3);
    await settle();
    scheduler.pause('long');
    void add('click', 'prompt');
    await step(3);
    expect(log).toEqual(['long0', 'click0']);
    scheduler.resume('long');
    await settle();
    await step(2);
    expect(log.slice(2)).toEqual(['long1', 'long2']);
    expect(await long).toBe('long');
  });

  it('goes on after a failure', async () => {
    const { scheduler, add, step } = start();
    const bad = scheduler.run({ id: 'bad', priority: 'prompt' }, job =>
      job.turn(() => Promise.reject(new Error('bad'))),
    );
    const next = add('next', 'prompt');
    await expect(bad).rejects.toThrow('bad');
    await settle();
    await step();
    expect(await next).toBe('next');
  });

  it('hands progress on, and counts what a job has waited', async () => {
    const { scheduler, add, step } = start();
    const heard: unknown[] = [];
    void add('first', 'prompt');
    const waited = scheduler.run(
      { id: 'job', priority: 'propagation', onProgress: progress => heard.push(progress) },
      async job => {
        await job.turn(async () => job.report({ done: 1, total: 2 }));
        return job.waitedMilliseconds;
      },
    );
    await new Promise(resolve => setTimeout(resolve, 20));
    await step(2);
    expect(await waited).toBeGreaterThanOrEqual(15);
    expect(heard).toEqual([{ done: 1, total: 2 }]);
  });

  it('hears what came while the model ran before it gives the next turn', async () => {
    const scheduler = new Scheduler();
    const log: string[] = [];
    const turn = (id: string, priority: Priority, runs: number) =>
      scheduler.run({ id, priority }, async job => {
        for (let n = 0; n < runs; n++) await job.turn(async () => void log.push(`${id}${n}`));
      });
    const { port1, port2 } = new MessageChannel();
    const click = new Promise<void>(resolve => {
      port1.onmessage = () => {
        port1.close();
        resolve(turn('click', 'prompt', 1));
      };
    });
    const long = turn('long', 'propagation', 4);
    port2.postMessage('click');
    await Promise.all([long, click]);
    expect(log.indexOf('click0')).toBeLessThan(3);
  });
});
