import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

const PROGRAMS = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc'];
const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';
const [USER, PASSWORD] = ['reader', 'kept-by-the-test'];

/** A real Orthanc with its DICOMweb plugin, with a password, on a free port, empty. */
export interface Orthanc {
  /** Of the DICOMweb root, with user and password. */
  readonly url: URL;
  /** Answers of QIDO-RS. */
  find(path: string): Promise<Readonly<Record<string, { readonly Value?: readonly unknown[] }>>[]>;
  /** Stores every file of a folder. */
  upload(folder: string): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's packages orthanc and orthanc-dicomweb are installed. */
export const hasOrthanc = (): boolean => PROGRAMS.some(existsSync) && existsSync(PLUGIN);

/** Throws when it does not answer within half a minute. */
export async function startOrthanc(): Promise<Orthanc> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sam-orthanc-'));
  const port = await freePort();
  const configuration = {
    StorageDirectory: folder,
    IndexDirectory: folder,
    HttpPort: port,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: true,
    RegisteredUsers: { [USER]: PASSWORD },
    DicomServerEnabled: false,
    DefaultEncoding: 'Utf8',
    Plugins: [PLUGIN],
    DicomWeb: { Enable: true, Root: '/dicom-web/' },
  };
  const file = path.join(folder, 'orthanc.json');
  await writeFile(file, JSON.stringify(configuration));
  const child = spawn(PROGRAMS.find(existsSync)!, [file], { stdio: 'ignore' });
  const base = `http://127.0.0.1:${port}`;
  const headers = {
    Authorization: `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`,
  };
  await answering(`${base}/system`, headers, child);
  return {
    url: new URL(`http://${USER}:${PASSWORD}@127.0.0.1:${port}/dicom-web`),
    find: async query => {
      const response = await fetch(`${base}/dicom-web/${query}`, {
        headers: { ...headers, Accept: 'application/dicom+json' },
      });
      if (!response.ok) throw new Error(`Orthanc answered ${response.status}.`);
      return (await response.json()) as never;
    },
    upload: async from => {
      for (const name of await readdir(from)) {
        const body = await readFile(path.join(from, name));
        const response = await fetch(`${base}/instances`, { method: 'POST', headers, body });
        if (!response.ok) throw new Error(`Orthanc refused a file: ${response.status}.`);
      }
    },
    stop: async () => {
      child.kill();
      if (child.exitCode === null) await new Promise(resolve => child.once('exit', resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function answering(
  url: string,
  headers: Readonly<Record<string, string>>,
  child: ChildProcess,
): Promise<void> {
  for (let n = 0; n < 150; n++) {
    if (child.exitCode !== null) throw new Error(`Orthanc ended with ${child.exitCode}.`);
    const response = await fetch(url, { headers }).catch(() => null);
    if (response?.ok) return;
    await setTimeout(200);
  }
  child.kill();
  throw new Error('Orthanc did not answer.');
}
