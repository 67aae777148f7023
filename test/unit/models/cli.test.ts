/** @jest-environment ./test/unit/models/nativeFloat32Environment.ts */
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { main } from '../../../models/cli';
import { ensureModels, MANIFESTS } from '../../../models/prepare';
import { PREPARING_MS } from './tinyGraph';

let root: string;
/** A folder as prepare.ts makes it; nothing here changes it. */
const prepared = path.resolve('.cache/models');
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'models-cli-'));
  await ensureModels(prepared);
}, PREPARING_MS);
afterAll(() => rm(root, { recursive: true }));

async function run(...args: string[]): Promise<{ status: number; text: string }> {
  const lines: string[] = [];
  const status = await main(args, text => lines.push(text));
  return { status, text: lines.join('\n') };
}

const readJson = async (...names: string[]) =>
  JSON.parse(await readFile(path.join(...names), 'utf8'));
const idsIn = async (folder: string): Promise<string[]> =>
  (await readJson(folder, 'manifest.json')).models.map(({ id }: { id: string }) => id);

async function scratch(name: string): Promise<string> {
  const folder = path.join(root, name);
  await cp(prepared, folder, { recursive: true });
  return folder;
}

describe('list', () => {
  it('names each model with size, tier and licence', async () => {
    const { status, text } = await run('list', prepared);
    expect(status).toBe(0);
    expect(text.split('\n')).toHaveLength(MANIFESTS.length + 1);
    expect(text.split('\n')[1]).toMatch(/^sam-ct-mr-448-int8 +17\.7 MB .*no-gpu/);
    expect(text).toMatch(/^mobile-sam +44\.6 MB .*workstation-gpu +MIT/m);
    expect(text).toMatch(/^mobile-sam-half +22\.5 MB .*laptop-gpu/m);
  });
});

describe('verify', () => {
  it('finds nothing wrong with what was prepared', async () => {
    const { status, text } = await run('verify', prepared);
    expect(status).toBe(0);
    expect(text.match(/ ok$/gm)).toHaveLength(2 * MANIFESTS.length);
  });

  it('finds a truncated, a changed and a missing file', async () => {
    const folder = await scratch('broken');
    await truncate(path.join(folder, 'mobile-sam/encoder.onnx'), 1000);
    const decoder = path.join(folder, 'mobile-sam/decoder.onnx');
    const bytes = await readFile(decoder);
    bytes[5000] ^= 1;
    await writeFile(decoder, bytes);
    await rm(path.join(folder, 'mobile-sam-half/decoder.onnx'));
    const { status, text } = await run('verify', folder);
    expect(status).toBe(1);
    expect(text).toMatch(/mobile-sam\/encoder\.onnx +truncated: 1000 of 28085517 bytes/);
    expect(text).toMatch(/mobile-sam\/decoder\.onnx +other content: SHA-256/);
    expect(text).toMatch(/mobile-sam-half\/decoder\.onnx +missing/);
    expect(text.match(/ ok$/gm)).toHaveLength(2 * MANIFESTS.length - 3);
  });
});

describe('fetch', () => {
  it('takes a model from a folder, last or as the default', async () => {
    const folder = path.join(root, 'site');
    await run('fetch', path.join(prepared, 'mobile-sam-half'), folder);
    await run('fetch', prepared, folder, '--model', 'mobile-sam-int8');
    expect(await idsIn(folder)).toEqual(['mobile-sam-half', 'mobile-sam-int8']);
    await run('fetch', prepared, folder, '--model', 'mobile-sam-int8', '--default');
    expect(await idsIn(folder)).toEqual(['mobile-sam-int8', 'mobile-sam-half']);
    const [first] = (await readJson(folder, 'manifest.json')).models;
    expect(first).toEqual(await readJson('models/mobile-sam-int8/manifest.json'));
    expect((await run('verify', folder)).status).toBe(0);
    expect((await readdir(folder)).sort()).toEqual([
      'manifest.json',
      'mobile-sam-half',
      'mobile-sam-int8',
    ]);
  });

  it('enters what an entry leaves out', async () => {
    const folder = path.join(root, 'filled');
    const whole = await readJson('models/mobile-sam-int8/manifest.json');
    const { encoder, decoder } = whole.files;
    const entry = {
      ...whole,
      files: { encoder: { path: encoder.path }, decoder: { path: decoder.path } },
      largestTensorBytes: undefined,
      selfCheck: undefined,
    };
    const file = path.join(root, 'entry.json');
    await writeFile(file, JSON.stringify(entry));
    await run('fetch', path.join(prepared, 'mobile-sam-int8'), folder, '--entry', file);
    const [got] = (await readJson(folder, 'manifest.json')).models;
    expect(got.files).toEqual(whole.files);
    expect(got.largestTensorBytes).toBe(whole.largestTensorBytes);
    expect(got.selfCheck.decoder).toHaveLength(whole.selfCheck.decoder.length);
  });

  it('refuses a file that is not what the entry says, and changes nothing', async () => {
    const source = await scratch('torn');
    await truncate(path.join(source, 'mobile-sam-half/encoder.onnx'), 1000);
    const folder = path.join(root, 'untouched');
    await run('fetch', path.join(prepared, 'mobile-sam-half'), folder);
    const before = await readFile(path.join(folder, 'manifest.json'), 'utf8');
    const torn = path.join(source, 'mobile-sam-half');
    await expect(run('fetch', torn, folder, '--default')).rejects.toThrow(
      /encoder\.onnx: truncated: 1000 of/,
    );
    expect(await readFile(path.join(folder, 'manifest.json'), 'utf8')).toBe(before);
    expect((await run('verify', folder)).status).toBe(0);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('refuses an entry that leaves its folder', async () => {
    const file = path.join(root, 'sly.json');
    await writeFile(file, JSON.stringify({ id: 'x', files: { encoder: { path: '../x' } } }));
    const folder = path.join(root, 'sly');
    await expect(run('fetch', prepared, folder, '--entry', file)).rejects.toThrow(/path/);
    expect(existsSync(folder)).toBe(false);
  });

  describe('from a URL', () => {
    let server: Server;
    let origin: string;
    beforeAll(async () => {
      server = createServer((request, response) => {
        readFile(path.join(prepared, request.url ?? '')).then(
          bytes => response.end(bytes),
          () => response.writeHead(404).end(),
        );
      });
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(() => server.close());

    it('takes the same', async () => {
      const folder = path.join(root, 'from-url');
      await run('fetch', `${origin}/mobile-sam-half`, folder);
      expect((await run('verify', folder)).status).toBe(0);
    });

    it('names what the server refuses', async () => {
      const folder = path.join(root, 'from-nowhere');
      await expect(run('fetch', `${origin}/gone/`, folder)).rejects.toThrow(
        /gone\/manifest\.json: status 404/,
      );
    });
  });
});

describe('convert', () => {
  const decoder = () => path.join(prepared, 'mobile-sam/decoder.onnx');

  it('rewrites a file by the steps that are named', async () => {
    const target = path.join(root, 'small.onnx');
    const { text } = await run('convert', decoder(), target, '--steps', 'gelu,half-weights');
    expect(text).toMatch(/: 16492386 bytes before, \d{7} after\./);
    await expect(run('convert', decoder(), target, '--steps', 'gelu')).rejects.toThrow(/already/);
    await expect(run('convert', decoder(), 'x.onnx', '--steps', 'magic')).rejects.toThrow(
      /No step is called magic/,
    );
  });

  it("writes onnxruntime's own format", async () => {
    const target = path.join(root, 'decoder.ort');
    await run('convert', decoder(), target);
    expect((await readFile(target)).subarray(4, 8).toString()).toBe('ORTM');
    const session = await InferenceSession.create(target);
    expect(session.outputNames).toEqual(['low_res_masks', 'iou_predictions']);
    await session.release();
  });

  it('makes a new model with facts of its own', async () => {
    const folder = path.join(root, 'converted');
    await run('fetch', prepared, folder, '--model', 'mobile-sam');
    const steps = ['--encoder', 'int8-products', '--decoder', 'half-weights'];
    await run('convert', folder, 'mobile-sam', 'mine', ...steps, '--tier', 'no-gpu');
    const [full, mine] = (await readJson(folder, 'manifest.json')).models;
    expect(mine).toMatchObject({ id: 'mine', tier: 'no-gpu', input: full.input });
    expect(mine.files.encoder.size).toBeLessThan(0.6 * full.files.encoder.size);
    expect(mine.selfCheck.encoder).not.toEqual(full.selfCheck.encoder);
    expect((await run('verify', folder)).status).toBe(0);
    await expect(run('convert', folder, 'mobile-sam', 'mine')).rejects.toThrow(/already/);
    await expect(run('convert', folder, 'mobile-sam', '../mine')).rejects.toThrow(/id/);
  });
});

describe('the command line', () => {
  it('explains itself', async () => {
    expect(await run('--help')).toMatchObject({
      status: 0,
      text: expect.stringContaining('fetch SOURCE FOLDER'),
    });
    expect((await run()).status).toBe(1);
    await expect(run('delete')).rejects.toThrow(/No command is called delete/);
    await expect(run('list')).rejects.toThrow(/Expected: FOLDER/);
    await expect(run('measure', prepared, '--reference', 'mobile-sam')).rejects.toThrow(/--data/);
  });
});
