import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { onHost, type Embedding } from '../../../extension/src/inference/embedding';
import type { EncoderSession, FeedMap } from '../../../extension/src/inference/modelRuntime';

/** Of SAM's image embedding, which is square. */
const CHANNELS = 256;

export interface EncoderClock {
  /** Milliseconds that encodes took or, when they were on disk, had taken. */
  milliseconds: number;
}

/**
 * An encoder whose answers are kept on disk by the SHA-256 of its input, so that a policy can be
 * tried again without encoding again. The time that the encode took is kept with it.
 *
 * @param output name of the embedding; an encoder that gives anything else beside it is not kept.
 * @param folder nothing is kept when not given.
 */
export function keepOnDisk(
  encoder: EncoderSession,
  modelHash: string,
  output: string,
  folder?: string,
): { readonly session: EncoderSession; readonly clock: EncoderClock } {
  const clock: EncoderClock = { milliseconds: 0 };
  async function encode(feeds: FeedMap): Promise<{ outputs: Embedding; milliseconds: number }> {
    const start = performance.now();
    const outputs = await encoder.run(feeds);
    const milliseconds = performance.now() - start;
    clock.milliseconds += milliseconds;
    return { outputs, milliseconds };
  }
  const session: EncoderSession = {
    async run(feeds: FeedMap) {
      if (!folder) return (await encode(feeds)).outputs;
      const file = path.join(folder, hashOf(modelHash, feeds));
      if (existsSync(file)) {
        const bytes = await readFile(file);
        const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
        clock.milliseconds += all[0];
        const data = all.slice(1);
        const side = Math.sqrt(data.length / CHANNELS);
        return { [output]: { data, dims: [1, CHANNELS, side, side] } };
      }
      const { outputs, milliseconds } = await encode(feeds);
      if (Object.keys(outputs).length === 1)
        await keep(file, milliseconds, (await onHost(outputs[output])).data);
      return outputs;
    },
    release: () => encoder.release(),
  };
  return { session, clock };
}

function hashOf(modelHash: string, feeds: FeedMap): string {
  const hash = createHash('sha256').update(modelHash);
  for (const { data } of Object.values(feeds)) {
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex').slice(0, 40);
}

async function keep(file: string, milliseconds: number, data: Float32Array): Promise<void> {
  const all = new Float32Array(data.length + 1);
  all[0] = milliseconds;
  all.set(data, 1);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.${process.pid}`, new Uint8Array(all.buffer));
  await rename(`${file}.${process.pid}`, file);
}
