import { readFileSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readNifti } from '../../extension/src/core/export/nifti';
import { readFindings } from '../../extension/src/core/export/json';
import { decodeRtStruct } from '../../extension/src/core/export/rtstruct/decodeRtStruct';
import { decodeSeg } from '../../extension/src/core/export/seg';
import { decodeSr } from '../../extension/src/core/export/sr/decodeSr';
import { expect, expectNoProblems, phantomTruth, tightBox, withViewer } from './fixtures';

const K = 32;

/** The model that a machine without a GPU runs: the first for it in this build's list. */
function defaultModel(): { readonly id: string; readonly name: string } {
  const list = path.resolve(__dirname, '../../.webpack/dist/drop-in/models/manifest.json');
  const { models } = JSON.parse(readFileSync(list, 'utf8')) as {
    models: { id: string; name: string; tier: string }[];
  };
  return models.find(({ tier }) => tier === 'no-gpu')!;
}

const bufferOf = (file: Buffer): ArrayBuffer => new Uint8Array(file).buffer;

test('findings are measured, stored as SEG, RTSTRUCT and SR, and written to files', async () => {
  const truth = await phantomTruth();
  const spleen = truth.truth('spleen', K);
  const model = defaultModel();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sam-files-'));
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.showSlice(truth.sopInstanceUIDs[K]);
    await viewer.ready();
    await viewer.chooseTool('Box');
    await viewer.dragBox(...tightBox(spleen));
    await viewer.answered();
    await viewer.accept();
    await viewer.renameSegment(1, 'Spleen <img src=x onerror=alert(1)>');
    const panel = page.locator('.sam-panel');
    const voxels = Object.values(Object.values(await viewer.segments())[0])[0].length;
    await expect(panel.locator('dl.sam-measurements').first()).toContainText('cm³', {
      timeout: 30_000,
    });

    // The list of findings below has the same fields.
    const segment = panel.getByRole('region', { name: 'Segment', exact: true });
    await segment.getByLabel('Finding', { exact: true }).selectOption('Lesion');
    await segment.getByLabel('Site', { exact: true }).selectOption('Spleen');
    for (const format of ['RTSTRUCT', 'SR', 'Images', 'Report', 'JSON', 'NIfTI']) {
      await panel.getByLabel(format, { exact: true }).check();
    }
    expect(await viewer.save()).toMatch(
      /^Saved · 1 segment, verified \(SEG, RTSTRUCT, SR, Images, Report\)/,
    );
    const stored = await Promise.all(host.storedFiles().map(file => readFile(file)));
    expect(stored).toHaveLength(5);

    const names: string[] = [];
    page.on('download', download => {
      names.push(download.suggestedFilename());
      void download.saveAs(path.join(folder, download.suggestedFilename()));
    });
    await viewer.button('Save as files').click();
    await expect(panel).toContainText('9 files written and checked', { timeout: 60_000 });
    await expect.poll(() => names.length).toBe(9);
    const read = async (name: string) => {
      await expect
        .poll(() =>
          readFile(path.join(folder, name)).then(
            file => file.length,
            () => 0,
          ),
        )
        .toBeGreaterThan(0);
      return bufferOf(await readFile(path.join(folder, name)));
    };
    const report = new TextDecoder().decode(await read('sam-report.html'));
    expect(report).toContain('Lesion, spleen');
    expect(report).not.toContain('onerror');
    expect(new TextDecoder('latin1').decode(await read('sam-report.pdf'))).toMatch(/^%PDF-/);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await viewer.button('Copy report').click();
    await expect(panel).toContainText('on the clipboard', { timeout: 60_000 });
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/1\. Lesion, spleen: .* cm³/);

    const seg = decodeSeg(await read('sam-segmentation.dcm'));
    expect(seg.segments.map(({ label }) => label)).toEqual(['Spleen <img src=x onerror=alert(1)>']);
    expect(seg.segments[0].property).toMatchObject({
      type: { value: '52988006' },
      region: { value: '78961009' },
    });
    expect(decodeRtStruct(await read('sam-structures.dcm'), []).rois).toHaveLength(1);
    expect(decodeSr(await read('sam-measurements.dcm')).findings).toHaveLength(1);
    const labels = readNifti(await read('sam-labelmap.nii')).labels;
    expect(Array.from(labels).reduce((sum, label) => sum + label, 0)).toBe(voxels);
    const text = new TextDecoder().decode(await read('sam-findings.json'));
    const { findings } = readFindings(text);
    expect(findings[0].measurements?.voxels).toBe(voxels);
    expect(findings[0].steps[0]).toMatchObject({
      prompts: [{ kind: 'box' }],
      model: expect.stringContaining(model.id),
    });
    // Pseudonymous: no label that the reader typed, no UID.
    expect(text).not.toContain('onerror');
    expect(text).not.toContain(study('CT'));

    // The file brings the voxels back, in a viewer that knows nothing of them.
    const [written] = Object.values(await viewer.segments());
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    for (const file of ['sam-findings.json', 'sam-labelmap.nii']) {
      await panel.getByLabel('Open file').setInputFiles(path.join(folder, file));
      await expect(panel).toContainText('1 finding was opened', { timeout: 60_000 });
      await expect.poll(async () => Object.values(await viewer.segments())[0]).toEqual(written);
      await expect(
        panel
          .getByRole('region', { name: 'Segment', exact: true })
          .getByLabel('Finding', { exact: true }),
      ).toHaveValue(file.endsWith('json') ? 'lesion' : '');
      if (file.endsWith('json')) {
        // It was made with the model, here or elsewhere: no hand drew it.
        for (const format of ['RTSTRUCT', 'SR', 'Images', 'Report']) {
          await panel.getByLabel(format, { exact: true }).uncheck();
        }
        const earlier = new Set(host.storedFiles());
        expect(await viewer.save()).toMatch(/^Saved/);
        const [again] = host.storedFiles().filter(stored => !earlier.has(stored));
        const [segment] = decodeSeg(bufferOf(await readFile(again))).segments;
        expect(segment).toMatchObject({
          algorithm: { type: 'SEMIAUTOMATIC', name: expect.stringContaining(model.name) },
        });
      }
      await page.mouse.move(700, 120);
      await page.keyboard.press('Control+z');
      await expect.poll(async () => Object.values(await viewer.segments())[0]).toEqual({});
      await viewer.open(host.url, study('CT'));
      await viewer.ready();
    }
    // A stored SEG that is saved anew still says how it was made.
    await viewer.loadStoredSegmentation();
    await expect.poll(async () => Object.values(await viewer.segments())[0]).toEqual(written);
    const earlier = new Set(host.storedFiles());
    expect(await viewer.save()).toMatch(/^Saved/);
    const [again] = host.storedFiles().filter(file => !earlier.has(file));
    expect(decodeSeg(bufferOf(await readFile(again))).segments[0]).toMatchObject({
      algorithm: { type: 'SEMIAUTOMATIC', name: expect.stringContaining(model.name) },
    });
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    await panel.getByLabel('Open file').setInputFiles({
      name: 'notes.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"format":"other"}'),
    });
    await expect(panel).toContainText('holds no findings that can be read');

    // Without a DICOM format nothing is stored, and nothing says "Saved".
    await panel.getByLabel('Open file').setInputFiles(path.join(folder, 'sam-findings.json'));
    await expect(panel).toContainText('1 finding was opened', { timeout: 60_000 });
    await panel.getByLabel('SEG', { exact: true }).uncheck();
    await expect(viewer.button('Save to archive')).toHaveAttribute('aria-disabled', 'true');
    const before = host.storedFiles().length;
    await viewer.command('samSave');
    await expect(panel).toContainText('no DICOM format is chosen', { timeout: 30_000 });
    expect(host.storedFiles()).toHaveLength(before);
    expectNoProblems(viewer);
  });
});
