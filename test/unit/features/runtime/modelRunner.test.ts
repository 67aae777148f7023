import {
  ModelRunner,
  type AnswerUpdate,
} from '../../../../extension/src/features/runtime/modelRunner';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';
import type { ShownSlice } from '../../../../extension/src/host/slices';
import type {
  Outcome,
  RuntimeInfo,
  WorkerSegmentRequest,
  WorkerSegmentResult,
} from '../../../../extension/src/inference/api';
import type { InferenceClient } from '../../../../extension/src/inference/client';

const prompts = [{ kind: 'point', polarity: 'include', at: [1, 1] }] as const;
const shown = (key: string) => ({ key, read: () => ({ key }) as SliceImage }) as ShownSlice;
const result = (final: boolean) => ({ final, milliseconds: 1 }) as WorkerSegmentResult;
const missing = { ok: false, error: { code: 'pixels-unavailable', detail: '' } } as const;

/** A client that answers at once, and forgets slices when told. */
function start(
  answer: (request: WorkerSegmentRequest) => Promise<Outcome<WorkerSegmentResult>> = async () => ({
    ok: true,
    value: result(true),
  }),
) {
  const sent: string[] = [];
  const cancelled: string[] = [];
  const asked: WorkerSegmentRequest[] = [];
  const client: Partial<InferenceClient> = {
    load: async () => ({ ok: true, value: {} as RuntimeInfo }),
    holdsSlice: key => sent.includes(key),
    setSlice: async ({ key }) => void sent.push(key),
    cancel: async jobId => void cancelled.push(jobId),
    segment: async (request, onQuick) => {
      asked.push(request);
      onQuick?.(result(false));
      return answer(request);
    },
  };
  const runner = new ModelRunner(client as InferenceClient, () => ({}) as never);
  const updates: AnswerUpdate[] = [];
  const click = (key: string, signal?: AbortSignal) =>
    runner.answer(shown(key), { prompts }, update => updates.push(update), signal);
  return { runner, sent, cancelled, asked, updates, click };
}

describe('ModelRunner', () => {
  it('asks once for a first and a final answer, which are told as such', async () => {
    const { click, asked, updates } = start();
    await click('a');
    expect(asked).toMatchObject([{ quality: 'best', priority: 'prompt', sliceKey: 'a' }]);
    expect(updates).toMatchObject([{ refining: true }, { refining: false }]);
  });

  it('sends pixels only when the worker lacks them', async () => {
    const { click, sent } = start();
    await click('a');
    await click('a');
    expect(sent).toEqual(['a']);
  });

  it('sends them again when the worker has let go of them', async () => {
    let answers = 0;
    const { click, sent, updates } = start(async () =>
      ++answers === 2 ? missing : { ok: true, value: result(true) },
    );
    await click('a');
    await click('a');
    expect(sent).toEqual(['a', 'a']);
    expect(updates.at(-1)).toMatchObject({ refining: false });
  });

  it('cancels a request that is not wanted any more, tells nothing of it, and no other', async () => {
    const ends: (() => void)[] = [];
    const { click, asked, cancelled, updates } = start(
      () => new Promise(resolve => ends.push(() => resolve({ ok: true, value: result(true) }))),
    );
    const unwanted = new AbortController();
    const [first, second] = [click('a', unwanted.signal), click('b')];
    await new Promise(resolve => setImmediate(resolve));
    const before = updates.length;
    unwanted.abort();
    expect(cancelled).toEqual([asked[0].jobId]);
    ends.forEach(end => end());
    await Promise.all([first, second]);
    expect(updates.slice(before)).toMatchObject([{ refining: false }]);
  });

  it('asks for the newest mask under the mouse only', async () => {
    const ends: (() => void)[] = [];
    const { runner, click, asked, cancelled } = start(() =>
      ends.length < 1
        ? (ends.push(() => {}), Promise.resolve({ ok: true, value: result(true) } as const))
        : new Promise(() => {}),
    );
    expect(await runner.hover(shown('a'), [0, 0], {})).toBeNull();
    await click('a');
    void runner.hover(shown('a'), [0, 0], {});
    void runner.hover(shown('a'), [1, 0], {});
    expect(cancelled).toEqual([asked[1].jobId]);
    expect(asked[2]).toMatchObject({ priority: 'preview', quality: 'quick' });
  });
});
