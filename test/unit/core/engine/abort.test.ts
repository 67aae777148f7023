import { segment } from '../../../../extension/src/core/engine';
import type { Segmenter } from '../../../../extension/src/core/engine/types';
import { DiscModel } from './discModel';
import { click, slice } from './discSlice';

test('a signal that is aborted meanwhile stops the engine before its next run', async () => {
  for (const runs of [1, 2, 3]) {
    const controller = new AbortController();
    const model = new DiscModel();
    let started = 0;
    const count = <T>(run: T) => {
      expect(controller.signal.aborted).toBe(false);
      if (++started === runs) controller.abort();
      return run;
    };
    const segmenter: Segmenter = {
      ...{ inputSize: model.inputSize, maskSide: model.maskSide },
      ready: of => model.ready(of),
      encode: (of, spec) => count(model.encode(of, spec)),
      decode: (embedding, prompts) => count(model.decode(embedding, prompts)),
      decodeMany: (embedding, prompts) => count(model.decodeMany(embedding, prompts)),
    };
    const request = { slice, prompts: click, quality: 'best' as const };
    await expect(segment(segmenter, request, controller.signal)).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(started).toBe(runs);
  }
});

test('the signal reaches every run, and what it ends is reported as aborted', async () => {
  const controller = new AbortController();
  const model = new DiscModel();
  jest.spyOn(model, 'decode').mockImplementation(async (_, __, signal?: AbortSignal) => {
    expect(signal).toBe(controller.signal);
    controller.abort();
    signal?.throwIfAborted();
    throw new Error('not reached');
  });
  const request = { slice, prompts: click, quality: 'best' as const };
  await expect(segment(model, request, controller.signal)).rejects.toMatchObject({
    code: 'aborted',
  });
});

test('an aborted request ends before the next model run', async () => {
  const model = new DiscModel();
  const signal = AbortSignal.abort();
  const request = { slice, prompts: click, quality: 'best' as const };
  await expect(segment(model, request, signal)).rejects.toMatchObject({ code: 'aborted' });
  expect(model.encoded).toHaveLength(0);
});
