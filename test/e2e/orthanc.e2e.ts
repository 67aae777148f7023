import path from 'node:path';
import {
  demoFolders,
  expect,
  expectNoProblems,
  phantomTruth,
  tightBox,
  withViewer,
} from './fixtures';
import { hasOrthanc, startOrthanc } from './orthanc';

const K = 32;
const NAME =
  'a real Orthanc takes SEG, RTSTRUCT, SR, key images and PDF, finds them, and gives back SEG and SR';

if (!hasOrthanc()) {
  console.log('skipped: no Orthanc (Debian packages orthanc and orthanc-dicomweb)');
  test.skip(NAME, () => undefined);
} else {
  test(
    NAME,
    async () => {
      const truth = await phantomTruth();
      const { axial } = await demoFolders();
      const orthanc = await startOrthanc();
      try {
        await orthanc.upload(path.join(axial, 'dicom'));
        await withViewer({ dicomweb: orthanc.url }, async ({ host, page, viewer, study }) => {
          const uid = study('CT');
          await viewer.open(host.url, uid);
          await viewer.showSlice(truth.sopInstanceUIDs[K]);
          await viewer.ready();
          await viewer.chooseTool('Box');
          await viewer.dragBox(...tightBox(truth.truth('spleen', K)));
          await viewer.answered();
          await viewer.accept();
          await viewer.renameSegment(1, '脾');
          const [voxels] = Object.values(await viewer.segments());
          const panel = page.locator('.sam-panel');
          const measured = panel.locator('dl.sam-measurements').first();
          await expect(measured).toContainText('cm³', { timeout: 30_000 });
          const shown = await measured.innerText();
          for (const format of ['RTSTRUCT', 'SR', 'Images', 'Report']) {
            await panel.getByLabel(format, { exact: true }).check();
          }
          expect(await viewer.save(120_000)).toMatch(
            /verified \(SEG, RTSTRUCT, SR, Images, Report\)/,
          );

          for (const modality of ['SEG', 'RTSTRUCT', 'SR', 'OT', 'DOC']) {
            const found = await orthanc.find(`studies/${uid}/series?Modality=${modality}`);
            expect(found).toHaveLength(1);
          }
          const [{ '0020000D': same }] = await orthanc.find(`studies?StudyInstanceUID=${uid}`);
          expect(same.Value).toEqual([uid]);

          await viewer.open(host.url, uid);
          await viewer.loadStoredSegmentation();
          await expect.poll(async () => Object.values(await viewer.segments())).toEqual([voxels]);

          const reports = await viewer.loadStoredReports();
          expect(reports).toHaveLength(1);
          const [values] = reports;
          const [volume, long, short] = shown.match(/[\d.]+/g)!.map(Number);
          // The panel rounds to tenths of a millimetre.
          expect(Math.abs(parseFloat(values.Volume) - volume)).toBeLessThan(0.006);
          expect(Math.abs(parseFloat(values['Long axis']) - long)).toBeLessThan(0.06);
          expect(Math.abs(parseFloat(values['Short axis']) - short)).toBeLessThan(0.06);
          expectNoProblems(viewer);
        });
      } finally {
        await orthanc.stop();
      }
    },
    300_000,
  );
}
