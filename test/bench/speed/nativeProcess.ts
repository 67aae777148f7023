import { fork } from 'node:child_process';
import path from 'node:path';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import { memoryOf, type Contestant } from './contestants';
import type { NativeCall } from './native';

type Reply = { readonly id: number; readonly value?: unknown; readonly error?: string };

/** onnxruntime-node with an entry of a folder of models. */
export function openNative(models: string, entry: ModelManifest, threads: number): Contestant {
  const name = `onnxruntime-node: ${entry.id}`;
  const file = path.join(import.meta.dirname, 'native.ts');
  const child = fork(file, [models, entry.id, String(threads)], { execArgv: ['--import', 'tsx'] });
  const waiting = new Map<number, (reply: Reply) => void>();
  let calls = 0;
  child.on('message', (reply: Reply) => waiting.get(reply.id)?.(reply));
  child.on('exit', () => {
    for (const [id, answer] of waiting) answer({ id, error: 'The process ended.' });
  });
  const ask = <T>(method: NativeCall['method'], ...args: readonly unknown[]) =>
    new Promise<T>((resolve, reject) => {
      const id = calls++;
      waiting.set(id, ({ value, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(value as T);
        else reject(new Error(`${name}: ${error}`));
      });
      child.send({ id, method, args } satisfies NativeCall);
    });
  return {
    name,
    threads,
    inputSize: entry.input.size,
    load: () => ask('load'),
    encode: picture => ask('encode', picture),
    click: (picture, at) => ask('click', picture, at),
    best: (picture, at) => ask('best', picture, at),
    firstClick: (picture, at) => ask('firstClick', picture, at),
    firstClickEncoded: (picture, at) => ask('firstClickEncoded', picture, at),
    firstFinal: (picture, at) => ask('firstFinal', picture, at),
    facts: async () => ({ peakBytes: memoryOf(child.pid!, 'VmHWM') }),
    async close() {
      child.kill();
    },
  };
}
