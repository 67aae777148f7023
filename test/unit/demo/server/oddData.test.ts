import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DicomStore } from '../../../../.webpack/demo/server/dicomStore';
import { frameCount, frameOf } from '../../../../.webpack/demo/server/dicom/pixelFrames';
import { withFolder } from './testFiles';
import { walk } from '../../../../.webpack/demo/server/walk';

/** A folder of data sets, as data/README.md of the project's test data describes them. */
const odd = process.env.SAM_DATA ? join(process.env.SAM_DATA, 'odd-dicom') : '';

if (!existsSync(odd)) {
  test.skip('odd DICOM files', () => undefined);
  console.log('skipped: no data folder (SAM_DATA)');
} else {
  test('every odd file is served or named with a reason, and gives all of its frames', () =>
    withFolder(async folder => {
      const store = await DicomStore.open([odd], folder);
      const files = await walk(odd, path => {
        throw new Error(`unreadable: ${path}`);
      });
      expect(store.instances.length + store.skipped.length).toBe(files.length);
      expect(store.instances.length).toBeGreaterThan(90);
      for (const { reason } of store.skipped) expect(reason).toMatch(/^[a-z]/);
      for (const instance of store.instances) {
        const file = await store.read(instance);
        if (!file.pixelElements.has('x7fe00010')) continue;
        for (let n = 1; n <= frameCount(file); n++) {
          expect(frameOf(file, n)?.bytes.length).toBeGreaterThan(0);
        }
      }
    }));
}
