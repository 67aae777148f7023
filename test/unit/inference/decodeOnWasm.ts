/**
 * Runs a decoder on the product's WebAssembly runtime with one thread, where the browser grants or
 * refuses shared memory, and prints what it answers.
 *
 *     npx tsx test/unit/inference/decodeOnWasm.ts DECODER.onnx shared|refused
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseModelList } from '../../../extension/src/inference/modelManifest';
import { checkDecoder } from '../../../extension/src/inference/selfCheck';
import entry from '../../../models/mobile-sam-448/manifest.json';

const [, , decoder, setting] = process.argv;
const asked: string[] = [];
const { Memory } = WebAssembly;
const watched = new Proxy(Memory, {
  construct(target, [descriptor]: [WebAssembly.MemoryDescriptor]) {
    // The smallest is asked for to see which type its buffer has.
    if (descriptor.maximum) asked.push(descriptor.shared ? 'shared' : 'own');
    if (descriptor.shared && descriptor.maximum && setting === 'refused') {
      throw new RangeError('Out of memory');
    }
    return new target(descriptor);
  },
});
WebAssembly.Memory = watched;
globalThis.fetch = async url => new Response(await readFile(fileURLToPath(String(url))));

async function main(): Promise<void> {
  const entryPoint = createRequire(import.meta.url).resolve('onnxruntime-web/wasm');
  const { openWasm } = await import('../../../extension/src/inference/runtime/wasm');
  const folder = pathToFileURL(`${path.dirname(entryPoint)}/`).href;
  const { runtime } = await openWasm(folder, 1);
  const session = await runtime.createSession(new Uint8Array(await readFile(decoder)));
  const [manifest] = parseModelList(JSON.stringify({ models: [entry] }));
  const answer = await checkDecoder(session, manifest);
  process.stdout.write(JSON.stringify({ asked, predictedIoU: answer.slice(0, 4) }));
  process.exit();
}

void main();
