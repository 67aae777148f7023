import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { appConfig } from '../../.webpack/demo/server/appConfig';
import { DicomStore } from '../../.webpack/demo/server/dicomStore';
import type { Faults } from '../../.webpack/demo/server/faults';
import { createServer, type ServerOptions } from '../../.webpack/demo/server/server';
import { ensureViewer } from '../../.webpack/demo/server/viewer';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const cacheDir = path.join(root, '.cache');

/** The viewer on a free port with the built drop-in and a store of its own. */
export interface TestHost {
  readonly url: string;
  readonly store: DicomStore;
  /** The objects stored by the viewer, as files. */
  storedFiles(): string[];
  close(): Promise<void>;
}

export interface TestHostOptions {
  readonly folders: readonly string[];
  readonly isolate?: boolean;
  readonly faults?: Faults;
  /** What the site sets for this project. */
  readonly sam?: unknown;
  /** Folders served beside it, such as a second extension's, by their path. */
  readonly drops?: ServerOptions['drops'];
  /** Lines of the site's own in `app-config.js`, after the viewer's configuration and before our installer. */
  readonly appConfigLines?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** A real DICOMweb server to use instead, with user and password. */
  readonly dicomweb?: URL;
}

/** Serves DICOM folders to the viewer; what is stored goes to a temporary folder. */
export async function startHost(options: TestHostOptions): Promise<TestHost> {
  const bundle = path.join(root, '.webpack/dist/drop-in');
  if (!existsSync(path.join(bundle, 'extension.js'))) {
    throw new Error('The drop-in is not built: run `npm run build` first.');
  }
  const state = await mkdtemp(path.join(os.tmpdir(), 'sam-state-'));
  const store = await DicomStore.open(options.folders, state);
  const server = await createServer({
    viewerDir: await ensureViewer('3.13.2', path.join(cacheDir, 'viewer')),
    drops: [{ prefix: '/sam/', dir: bundle }, ...(options.drops ?? [])],
    port: options.port,
    dicomweb: options.dicomweb ?? store,
    isolate: options.isolate ?? true,
    appConfig: appConfig({
      install: '/sam/install.js',
      sam: options.sam,
      lines: options.appConfigLines,
    }),
    faults: options.faults,
  });
  return {
    url: server.url,
    store,
    storedFiles: () =>
      store.instances.map(instance => instance.path).filter(file => file.startsWith(state)),
    close: async () => {
      await server.close();
      await rm(state, { recursive: true, force: true });
    },
  };
}
