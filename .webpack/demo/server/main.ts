import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { appConfig } from './appConfig';
import { DicomStore, type FileNote } from './dicomStore';
import { createServer } from './server';
import { ensureViewer } from './viewer';

const USAGE = `npm start -- [FOLDER] [options]
  FOLDER           DICOM files to serve, with all folders below (default: the demo studies)
  --dicomweb URL   use this DICOMweb server instead, http://user:password@host:8042/dicom-web
  --state DIR      where stored objects go (default: .cache/state)
  --port N         default 3000
  --host ADDRESS   default 127.0.0.1, this machine only
  --no-isolation   without cross-origin isolation (no wasm threads)`;

/** An error whose message is all that the user needs. */
class UsageError extends Error {}

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const cache = join(root, '.cache');

async function main(): Promise<void> {
  const options = readArguments();
  const dicomweb = options.dicomweb ?? (await openStore(options.folder, options.state));
  const viewerDir = await ensureViewer('3.13.2', join(cache, 'viewer'), console.log);
  const bundle = join(root, '.webpack/dist/drop-in');
  const built = existsSync(join(bundle, 'extension.js'));
  if (!built) console.log('The extension is not built: the viewer runs without it.');
  const server = await createServer({
    viewerDir,
    drops: [{ prefix: '/sam/', dir: bundle }],
    dicomweb,
    isolate: options.isolate,
    appConfig: appConfig(built ? { install: '/sam/install.js' } : {}),
    host: options.host,
    port: options.port,
  }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(portTrouble(error, options.host, options.port));
  });
  const stop = () => void server.close().then(() => process.exit(0));
  process.on('SIGINT', stop).on('SIGTERM', stop);
  console.log(`Ready: ${server.url}`);
}

function readArguments() {
  const { values, positionals } = parse();
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new UsageError(`--port ${values.port} is not a port: give a number from 1 to 65535.`);
  }
  if (positionals.length > 1) throw new UsageError(`Give one folder, not ${positionals.length}.`);
  if (positionals.length && values.dicomweb) {
    throw new UsageError('Give a folder or --dicomweb, not both.');
  }
  return {
    folder: positionals[0] === undefined ? undefined : folderNamed(positionals[0]),
    dicomweb: values.dicomweb === undefined ? undefined : addressOf(values.dicomweb),
    state: resolve(values.state ?? join(cache, 'state')),
    host: values.host,
    port,
    isolate: !values['no-isolation'],
  };
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        dicomweb: { type: 'string' },
        state: { type: 'string' },
        port: { type: 'string', default: '3000' },
        host: { type: 'string', default: '127.0.0.1' },
        'no-isolation': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

function folderNamed(name: string): string {
  const folder = resolve(name);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`There is no folder ${folder}: check the path.`);
  if (!found.isDirectory()) throw new UsageError(`${folder} is a file: give the folder it is in.`);
  return folder;
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(
      `--dicomweb ${text} is no address: give one like http://host:8042/dicom-web.`,
    );
  }
  console.log(`DICOMweb server: ${url.protocol}//${url.host}${url.pathname}`);
  return url;
}

async function openStore(folder: string | undefined, state: string): Promise<DicomStore> {
  const folders = folder === undefined ? await demoStudies() : [folder];
  const store = await DicomStore.open(folders, state);
  const studies = new Set(store.instances.map(instance => instance.study)).size;
  for (const served of folders) console.log(`DICOM files: ${served}`);
  console.log(`Serving ${store.instances.length} instances of ${studies} studies.`);
  console.log(`Stored objects go to ${state}`);
  list('with flaws', store.warnings);
  list('skipped', store.skipped);
  if (folder !== undefined && store.instances.length === 0) {
    console.log('The folder holds no DICOM file that can be shown.');
  }
  return store;
}

function list(what: string, notes: readonly FileNote[]): void {
  if (notes.length === 0) return;
  console.log(`${notes.length} ${notes.length === 1 ? 'file' : 'files'} ${what}:`);
  for (const { path, reason } of notes) console.log(`  ${path}: ${reason}`);
}

/** The studies that come with the project, made on first use by `.webpack/demo/phantom/`. */
async function demoStudies(): Promise<string[]> {
  const generator = join(root, '.webpack/demo/phantom/generate.ts');
  if (!existsSync(generator)) return [];
  const { ensureDemoStudies } = (await import(pathToFileURL(generator).href)) as {
    ensureDemoStudies(cacheDir: string): Promise<string[]>;
  };
  const [phantom, brain] = await ensureDemoStudies(join(cache, 'demo'));
  // The phantom's folders hold its truth as well, which is no DICOM.
  return ['axial', 'tilted'].map(series => join(phantom, series, 'dicom')).concat(brain);
}

function portTrouble(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is in use: stop what uses it, or give another one by --port ${port + 1}.`;
  }
  if (error.code === 'EACCES') return `Port ${port} needs rights: give one above 1023 by --port.`;
  return `Can't listen on ${host}:${port} (${error.code ?? error.message}): check --host.`;
}

main().catch((error: unknown) => {
  console.error(error instanceof UsageError ? error.message : error);
  process.exit(1);
});
