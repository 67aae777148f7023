import { measureAgreement, type Agreement } from '../agreement';
import { findModel, readDeployment } from '../deployment';
import { openModel } from '../nodeModel';
import { table } from './list';

export interface MeasureOptions {
  /** Folders with labelled sets, in the form that test/data/readSet.ts reads. */
  readonly data: readonly string[];
  /** The model that the others are compared with. */
  readonly reference: string;
  /** The models to compare; all others when empty. */
  readonly models: readonly string[];
  /** Slices for each label. */
  readonly slices: number;
}

/** Size, and mask IoU against the reference, of models of one deployment folder. */
export async function measure(folder: string, options: MeasureOptions): Promise<string> {
  const { data, reference, models, slices } = options;
  const base = await findModel(folder, reference);
  const ids = models.length
    ? models
    : (await readDeployment(folder)).map(({ id }) => id).filter(id => id !== reference);
  const candidates = await Promise.all(ids.map(id => findModel(folder, id)));
  const opened = [];
  for (const manifest of candidates) opened.push(await openModel(folder, manifest));
  const results = await measureAgreement(await openModel(folder, base), opened, data, slices);
  const size = ({ files }: typeof base) => files.encoder.size + files.decoder.size;
  const rows = candidates.map((manifest, n) => [
    manifest.id,
    `${(size(manifest) / 1e6).toFixed(1)} MB`,
    `${((100 * size(manifest)) / size(base)).toFixed(0)} %`,
    ...cells(results[n]),
  ]);
  const head = ['model', 'size', `of ${reference}`];
  const columns = ['masks', 'mean IoU', 'minimum', 'box', 'point'];
  return table([[...head, ...columns], ...rows]);
}

function cells({ box, point }: Agreement): string[] {
  const all = [...box, ...point];
  if (all.length === 0) throw new Error('The data hold no labels to prompt for.');
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const values = [mean(all), Math.min(...all), mean(box), mean(point)];
  return [String(all.length), ...values.map(value => value.toFixed(4))];
}
