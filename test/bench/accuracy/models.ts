import path from 'node:path';
import type { LoadedModel } from '../../../extension/src/inference/loadModel';
import { ModelSegmenter } from '../../../extension/src/inference/segmenter';
import { findModel, readDeployment } from '../../../models/deployment';
import { ensureModels } from '../../../models/prepare';
import { loadNodeEntry } from '../nodeRuntime';
import { keepOnDisk } from './embeddingStore';

const CACHE_BYTES = 256 * 2 ** 20;
const repository = path.resolve(import.meta.dirname, '../../..');

/** A model that is measured. */
export interface BenchModel {
  readonly id: string;
  /** One that has encoded nothing yet. */
  segmenter(): ModelSegmenter;
  /** Milliseconds that its encodes took so far or, when they were on disk, had taken. */
  encodeTime(): number;
}

/**
 * The models of these ids, or the default one when there are none.
 *
 * @param folder a list of models with their files; the repository's own when not given.
 * @param kept embeddings stay on disk for the next run.
 */
export async function loadModels(
  ids: readonly string[],
  threads: number,
  kept: boolean,
  folder?: string,
): Promise<readonly BenchModel[]> {
  const own = path.join(repository, '.cache/models');
  if (!folder) await ensureModels(own);
  const from = folder ?? own;
  const chosen = ids.length ? ids : [(await readDeployment(from))[0].id];
  const models: BenchModel[] = [];
  for (const id of chosen) {
    const loaded = await loadNodeEntry(from, await findModel(from, id), threads);
    models.push(benchModel(loaded, kept));
  }
  return models;
}

function benchModel(model: LoadedModel, kept: boolean): BenchModel {
  const { id, files, encoder } = model.manifest;
  const folder = kept ? path.join(repository, '.cache/embeddings') : undefined;
  const stored = keepOnDisk(model.encoder, files.encoder.sha256, encoder.output, folder);
  return {
    id,
    segmenter: () => new ModelSegmenter({ ...model, encoder: stored.session }, CACHE_BYTES),
    encodeTime: () => stored.clock.milliseconds,
  };
}
