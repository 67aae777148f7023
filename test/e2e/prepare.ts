import path from 'node:path';
import { ensureDemoStudies } from '../../.webpack/demo/phantom/generate';
import { ensureViewer } from '../../.webpack/demo/server/viewer';
import { cacheDir } from './host';

/** Brings what all files of tests share before the first of them, as two run at a time. */
export default async function prepare(): Promise<void> {
  await ensureViewer('3.13.2', path.join(cacheDir, 'viewer'), console.log);
  await ensureDemoStudies(path.join(cacheDir, 'demo'));
}
