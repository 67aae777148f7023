/**
 * What a manifest says about its graphs, found by running them on onnxruntime-node:
 * the reference answers (`selfCheck`) and the size of the largest tensor.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import type { ModelManifest } from '../extension/src/inference/modelManifest';
import type { ModelSession } from '../extension/src/inference/modelRuntime';
import { ortRuntime, type OrtModule } from '../extension/src/inference/runtime/ortRuntime';
import { checkDecoder, checkEncoder } from '../extension/src/inference/selfCheck';

export type GraphFacts = Pick<ModelManifest, 'largestTensorBytes' | 'selfCheck'>;

/** Decimals of the reference answers: far finer than the tolerance of the check. */
const DECIMALS = 4;

/** @param modelFolder the model's own folder, with its files. */
export async function describeGraphs(
  modelFolder: string,
  manifest: ModelManifest,
): Promise<GraphFacts> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'models-'));
  try {
    const measure = async (
      file: { readonly path: string },
      check: (session: ModelSession, model: ModelManifest) => Promise<readonly number[]>,
    ) => {
      const profiled = profiledOrt(path.join(scratch, 'profile'));
      const runtime = ortRuntime(profiled.ort, { executionProviders: ['cpu'] });
      const session = await runtime.createSession(
        await readFile(path.join(modelFolder, file.path)),
      );
      const values = await check(session, manifest);
      profiled.end();
      await session.release();
      return values.map(value => Number(value.toFixed(DECIMALS)));
    };
    const selfCheck = {
      encoder: await measure(manifest.files.encoder, checkEncoder),
      decoder: await measure(manifest.files.decoder, checkDecoder),
    };
    return { selfCheck, largestTensorBytes: await largestOutput(scratch) };
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** onnxruntime-node with a profile of each session, which is written when it ends. */
function profiledOrt(profileFilePrefix: string): { ort: OrtModule; end(): void } {
  const opened: ort.InferenceSession[] = [];
  return {
    ort: {
      Tensor: ort.Tensor,
      InferenceSession: {
        async create(bytes, options) {
          const session = await ort.InferenceSession.create(bytes, {
            ...options,
            enableProfiling: true,
            profileFilePrefix,
            // Above this level the CPU's own tensor layouts change the sizes.
            graphOptimizationLevel: 'extended',
          });
          opened.push(session);
          return session;
        },
      },
    },
    end: () => opened.forEach(session => session.endProfiling()),
  };
}

/** Bytes of the largest tensor that any node gave out, from the profiles in a folder. */
async function largestOutput(folder: string): Promise<number> {
  let largest = 0;
  for (const file of await readdir(folder)) {
    const events = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as {
      args?: { output_size?: string };
    }[];
    for (const { args } of events) largest = Math.max(largest, Number(args?.output_size ?? 0));
  }
  return largest;
}
