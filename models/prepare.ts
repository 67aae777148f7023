/**
 * Makes the folder of models that a site hosts, from the weights in node_modules.
 *
 *     npx tsx models/prepare.ts OUTPUT_FOLDER
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cutGraph } from './onnx/cutGraph';
import { readModel, writeModel } from './onnx/onnxProto';
import manifest from './mobile-sam/manifest.json' with { type: 'json' };

interface FileFacts {
  readonly size: number;
  readonly sha256: string;
}

/**
 * Writes `<outDir>/manifest.json` (the list of models) and `<outDir>/mobile-sam/` with encoder,
 * decoder and manifest. Source and result are checked against the SHA-256 in the manifest: throws
 * when either differs, or when the package with the weights is not installed.
 */
export async function prepareModels(outDir: string): Promise<void> {
  const encoder = await readSource('dist/encoder.onnx');
  const decoder = fourMaskDecoder(await readSource('dist/sam.onnx'));
  assertFacts('the encoder', encoder, manifest.files.encoder);
  assertFacts('the prepared decoder', decoder, manifest.files.decoder);

  const folder = path.join(outDir, manifest.id);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, manifest.files.encoder.path), encoder);
  await writeFile(path.join(folder, manifest.files.decoder.path), decoder);
  await writeFile(path.join(folder, 'manifest.json'), toJson(manifest));
  await writeFile(path.join(outDir, 'manifest.json'), toJson({ models: [manifest] }));
}

/**
 * SAM's mask decoder as Meta's export script shapes it, cut so that it returns all four masks
 * (index 0 the single-mask token, 1 to 3 the multi-mask tokens) as low-resolution logits with
 * their predicted IoUs. The export computes them all, then picks one and upsamples it.
 */
export function fourMaskDecoder(source: Uint8Array): Uint8Array {
  return writeModel(
    cutGraph(readModel(source), [
      { tensor: '/Reshape_9_output_0', name: 'low_res_masks', dims: [1, 4, 256, 256] },
      {
        tensor: '/iou_prediction_head/layers.2/Gemm_output_0',
        name: 'iou_predictions',
        dims: [1, 4],
      },
    ]),
  );
}

/** Reads a file of the package with the weights and checks it. */
export async function readSource(file: keyof typeof manifest.source.files): Promise<Uint8Array> {
  const entry = createRequire(import.meta.url).resolve(manifest.source.package);
  const root = path.dirname(path.dirname(entry));
  const bytes = await readFile(path.join(root, file));
  assertFacts(`${manifest.source.package}/${file}`, bytes, manifest.source.files[file]);
  return bytes;
}

function assertFacts(what: string, bytes: Uint8Array, expected: FileFacts): void {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (bytes.length !== expected.size || sha256 !== expected.sha256) {
    throw new Error(
      `${what} is not the file that models/mobile-sam/manifest.json describes: ` +
        `${bytes.length} bytes, SHA-256 ${sha256}; expected ${expected.size}, ${expected.sha256}.`,
    );
  }
}

const toJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

async function main(outDir: string | undefined): Promise<void> {
  if (outDir === undefined) throw new Error('Usage: npx tsx models/prepare.ts OUTPUT_FOLDER');
  await prepareModels(outDir);
  process.stdout.write(`Models are in ${path.resolve(outDir)}.\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) void main(process.argv[2]);
