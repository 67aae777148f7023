import { RequestQueue } from '../../../extension/src/inference/requestQueue';

/** A request that ends when told. */
function request(log: string[], name: string) {
  let finish!: (value: string) => void;
  let fail!: (error: Error) => void;
  const run = () => {
    log.push(name);
    return new Promise<string>((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });
  };
  return { run, finish: () => finish(name), fail: () => fail(new Error(name)) };
}
const settle = () => new Promise(resolve => setImmediate(resolve));

describe('RequestQueue', () => {
  it('runs one request at a time, segment before waiting prepare', async () => {
    const queue = new RequestQueue();
    const log: string[] = [];
    const [p1, p2, s] = ['p1', 'p2', 's'].map(name => request(log, name));
    const done = [
      queue.add('prepare', p1.run),
      queue.add('prepare', p2.run),
      queue.add('segment', s.run),
    ];
    await settle();
    expect(log).toEqual(['p1']);
    p1.finish();
    await settle();
    expect(log).toEqual(['p1', 's']);
    s.finish();
    await settle();
    expect(log).toEqual(['p1', 's', 'p2']);
    p2.finish();
    expect(await Promise.all(done)).toEqual(['p1', 'p2', 's']);
  });

  it('keeps only the newest waiting segment; the running one goes on', async () => {
    const queue = new RequestQueue();
    const log: string[] = [];
    const [s1, s2, s3] = ['s1', 's2', 's3'].map(name => request(log, name));
    const first = queue.add('segment', s1.run);
    const second = queue.add('segment', s2.run);
    const third = queue.add('segment', s3.run);
    await expect(second).rejects.toMatchObject({ name: 'SamError', code: 'aborted' });
    s1.finish();
    expect(await first).toBe('s1');
    await settle();
    s3.finish();
    expect(await third).toBe('s3');
    expect(log).toEqual(['s1', 's3']);
  });

  it('goes on after a failure', async () => {
    const queue = new RequestQueue();
    const log: string[] = [];
    const [bad, good] = ['bad', 'good'].map(name => request(log, name));
    const failed = expect(queue.add('segment', bad.run)).rejects.toThrow('bad');
    const next = queue.add('prepare', good.run);
    await settle();
    bad.fail();
    await failed;
    await settle();
    good.finish();
    expect(await next).toBe('good');
  });

  it('drops waiting prepare requests when asked', async () => {
    const queue = new RequestQueue();
    const log: string[] = [];
    const [s, p] = ['s', 'p'].map(name => request(log, name));
    const running = queue.add('segment', s.run);
    const waiting = expect(queue.add('prepare', p.run)).rejects.toMatchObject({ code: 'aborted' });
    queue.drop('prepare');
    await waiting;
    s.finish();
    await running;
    await settle();
    expect(log).toEqual(['s']);
  });
});
