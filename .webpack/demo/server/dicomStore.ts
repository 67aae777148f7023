import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type DicomJson, toDicomJson } from './dicom/dicomJson';
import { type Part10, readPart10, trimUid } from './dicom/part10';
import { pixelDataFlaw } from './dicom/pixelFrames';
import { walk } from './walk';

/** One SOP instance of the index: where its file is and its metadata. */
export interface Instance {
  readonly study: string;
  readonly series: string;
  readonly sop: string;
  readonly sopClass: string;
  readonly path: string;
  readonly metadata: DicomJson;
}

/** A file that is not served, or served with a flaw; `path` is relative to the scanned folder. */
export interface FileNote {
  readonly path: string;
  readonly reason: string;
}

export type StoreOutcome =
  | { readonly kind: 'stored' | 'identical'; readonly instance: Instance }
  | { readonly kind: 'conflict'; readonly sop: string; readonly sopClass: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

const DICOMDIR = '1.2.840.10008.1.3.10';
const UID = /^[0-9A-Za-z][0-9A-Za-z.]{0,63}$/;
/** Bytes of parsed files that are kept for the next frame of the same file. */
const OPEN_LIMIT = 256 * 1024 * 1024;

/**
 * DICOM files of folders, indexed in memory, and a state folder to which new ones are written.
 * Pixel data is read from the files on demand.
 */
export class DicomStore {
  readonly skipped: FileNote[] = [];
  readonly warnings: FileNote[] = [];
  private readonly byKey = new Map<string, Instance>();
  private readonly open = new Map<string, { file: Part10; size: number }>();

  private writing: Promise<unknown> = Promise.resolve();

  private constructor(private readonly stateDir: string) {}

  /** @param stateDir folder for what is stored; made when something is */
  static async open(folders: readonly string[], stateDir: string): Promise<DicomStore> {
    const store = new DicomStore(stateDir);
    for (const folder of folders) await store.addFolder(folder);
    if (await isFolder(stateDir)) await store.addFolder(stateDir);
    return store;
  }

  get instances(): readonly Instance[] {
    return [...this.byKey.values()];
  }

  /** The instances of a study, of a series of it, or one. */
  find(study?: string, series?: string, sop?: string): Instance[] {
    if (study && series && sop) {
      const instance = this.byKey.get(keyOf({ study, series, sop }));
      return instance ? [instance] : [];
    }
    return this.instances.filter(
      instance =>
        (study === undefined || instance.study === study) &&
        (series === undefined || instance.series === series),
    );
  }

  /** The parsed file of an instance, kept for further frames under a memory cap. */
  async read(instance: Instance): Promise<Part10> {
    const known = this.open.get(instance.path);
    if (known) {
      this.open.delete(instance.path);
      this.open.set(instance.path, known);
      return known.file;
    }
    const bytes = await readFile(instance.path);
    const file = readPart10(bytes);
    this.open.set(instance.path, { file, size: bytes.length });
    let total = [...this.open.values()].reduce((sum, entry) => sum + entry.size, 0);
    for (const [path, { size }] of this.open) {
      if (total <= OPEN_LIMIT || path === instance.path) break;
      this.open.delete(path);
      total -= size;
    }
    return file;
  }

  /** Takes a DICOM file into the index and the state folder, unless its UID has other content.
   * What is damaged is refused. */
  store(bytes: Uint8Array, study?: string): Promise<StoreOutcome> {
    // One after the other, so that two of the same UID never both find it free.
    const outcome = this.writing.then(() => this.storeNow(bytes, study));
    this.writing = outcome.catch(() => undefined);
    return outcome;
  }

  private async storeNow(bytes: Uint8Array, study?: string): Promise<StoreOutcome> {
    let instance: Instance;
    try {
      const file = readPart10(bytes);
      if (!file.hasFileMeta) throw new Error('has no file meta information');
      const [flaw] = flawsOf(file);
      if (flaw) throw new Error(flaw);
      instance = index(file, '');
    } catch (error) {
      return { kind: 'unreadable', reason: messageOf(error) };
    }
    if (study !== undefined && instance.study !== study) {
      return { kind: 'unreadable', reason: 'belongs to another study than the request names' };
    }
    const { sop, sopClass, series } = instance;
    const known = this.instances.find(other => other.sop === sop);
    if (known) {
      const same = sha256(await readFile(known.path)) === sha256(bytes);
      if (same) return { kind: 'identical', instance: known };
      return { kind: 'conflict', sop, sopClass };
    }
    const folder = join(this.stateDir, instance.study, series);
    const path = join(folder, `${sop}.dcm`);
    await mkdir(folder, { recursive: true });
    await writeFile(`${path}.part`, bytes);
    await rename(`${path}.part`, path);
    const stored = { ...instance, path };
    this.byKey.set(keyOf(stored), stored);
    return { kind: 'stored', instance: stored };
  }

  private async addFolder(folder: string): Promise<void> {
    const skip = (path: string, error: unknown) =>
      this.skipped.push({ path: relative(folder, path), reason: messageOf(error) });
    const paths = await walk(folder, skip);
    for (const path of paths) {
      const name = relative(folder, path);
      try {
        const file = readPart10(await readFile(path));
        const instance = index(file, path);
        const other = this.byKey.get(keyOf(instance));
        if (other) {
          const reason = `has the same UIDs as ${relative(folder, other.path)}, which is served`;
          this.skipped.push({ path: name, reason });
          continue;
        }
        this.byKey.set(keyOf(instance), instance);
        for (const reason of flawsOf(file)) this.warnings.push({ path: name, reason });
      } catch (error) {
        skip(path, error);
      }
    }
  }
}

const keyOf = ({ study, series, sop }: Pick<Instance, 'study' | 'series' | 'sop'>) =>
  `${study}/${series}/${sop}`;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
export const messageOf = (error: unknown) =>
  error instanceof Error ? error.message : String(error);

function flawsOf(file: Part10): string[] {
  if (file.warnings.length) return [...file.warnings];
  return [pixelDataFlaw(file) ?? []].flat();
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}

/** Throws an Error with the reason when the file has no place in study, series and instance. */
function index(file: Part10, path: string): Instance {
  const uid = (tag: string, name: string) => {
    const value = trimUid(file.dataSet.string(tag) ?? '');
    if (!value) throw new Error(`has no ${name}`);
    if (!UID.test(value)) throw new Error(`has a ${name} that is none`);
    return value;
  };
  const sopClass = trimUid(file.dataSet.string('x00080016') ?? '');
  if (sopClass === DICOMDIR || file.dataSet.elements.x00041220) {
    throw new Error('is a DICOMDIR, an index without images of its own');
  }
  const study = uid('x0020000d', 'Study Instance UID');
  const series = uid('x0020000e', 'Series Instance UID');
  const sop = uid('x00080018', 'SOP Instance UID');
  const base = `/dicom-web/studies/${study}/series/${series}/instances/${sop}/bulkdata/`;
  const metadata = toDicomJson(file, bulkPath => base + bulkPath);
  return { study, series, sop, sopClass, path, metadata };
}
