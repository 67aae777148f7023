import { rm } from 'node:fs/promises';
import { expect, expectNoProblems, phantomTruth, withViewer } from './fixtures';
import { sequenceStudy } from './smallStudies';
import type { ViewerWindow } from './viewerWindow';

const studyTypes = [
  { id: 'chest', name: { en: 'CT chest' }, modalities: ['CT'], minimumSlices: 5000 },
  { id: 'mr', name: { en: 'MR brain' }, modalities: ['MR'], minimumSlices: 'many' },
];

test('the mode leads through steps: sections, tool and guidance, by mouse and keys, remembered per study', async () => {
  const truth = await phantomTruth();
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.showSlice(truth.sopInstanceUIDs[32]);
    await viewer.ready();
    const panel = page.locator('.sam-panel');
    const step = panel.locator('[data-step]');
    const isOpen = (title: string) =>
      panel
        .locator('section')
        .filter({ has: page.locator('h3', { hasText: new RegExp(`^${title}$`) }) })
        .first();
    await expect(step).toHaveAttribute('data-step', 'none');
    await expect(isOpen('Save')).toHaveAttribute('data-open', 'true');

    await panel.getByRole('button', { name: '1 Organ' }).click();
    await expect(step).toHaveAttribute('data-step', 'organ');
    await expect(step).toContainText('Segment the organ');
    await expect(isOpen('Save')).toHaveAttribute('data-open', 'false');
    await expect(isOpen('Segment')).toHaveAttribute('data-open', 'true');
    await expect(panel.locator('.sam-button-tool', { hasText: 'Box' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );

    // On by a key, and nothing above the sections moves.
    const place = () => step.evaluate(element => element.getBoundingClientRect().bottom);
    const before = await place();
    await page.mouse.move(700, 120);
    await page.keyboard.press('Shift+N');
    await expect(step).toHaveAttribute('data-step', 'lesions');
    await page.keyboard.press('Shift+N');
    await expect(step).toHaveAttribute('data-step', 'measure');
    await page.keyboard.press('Shift+N');
    await expect(step).toHaveAttribute('data-step', 'report');
    expect(await place()).toBe(before);
    await expect(isOpen('Save')).toHaveAttribute('data-open', 'true');
    await expect(isOpen('Measurements')).toHaveAttribute('data-open', 'false');
    await panel.getByRole('button', { name: 'Measurements', exact: true }).click();
    await expect(isOpen('Measurements')).toHaveAttribute('data-open', 'true');
    await page.keyboard.press('Shift+V');
    await expect(step).toHaveAttribute('data-step', 'measure');

    // The viewer's own service knows the steps as well.
    const active = () =>
      page.evaluate(() => {
        const { services } = window as never as {
          services: { workflowStepsService: { activeWorkflowStep: { id: string } } };
        };
        return services.workflowStepsService.activeWorkflowStep.id;
      });
    expect(await active()).toBe('sam-measure');

    await page.waitForTimeout(500);
    await viewer.open(host.url, study('CT'));
    await expect(step).toHaveAttribute('data-step', 'measure');
    await viewer.open(host.url, study('MR'));
    await viewer.ready();
    await expect(step).toHaveAttribute('data-step', 'none');
    expectNoProblems(viewer);
  });
});

test('a study that the site does not name says why; a wrong setting is named', async () => {
  await withViewer({ sam: { studyTypes } }, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    const panel = page.locator('.sam-panel');
    await expect(panel).toContainText('sam.studyTypes[1].minimumSlices');
    await expect(panel).toContainText(/Not CT chest: it needs a series of 5000 slices or more/);
    await viewer.open(host.url, study('MR'));
    await expect(panel).toContainText('Not CT chest: it needs CT, and the study has MR');

    expectNoProblems(viewer);
  });
});

test('sequences of an MR open side by side in the middle, scroll together, and one stands alone in the organ step', async () => {
  const small = await sequenceStudy();
  try {
    await withViewer({ folders: [small.folder] }, async ({ host, page, viewer }) => {
      await viewer.open(host.url, host.store.instances[0].study);
      const panes = page.locator('.cornerstone-viewport-element');
      await expect(panes).toHaveCount(3);
      /** Description and height of what each pane shows. */
      const shown = () =>
        page.evaluate(() => {
          const { cornerstone } = window as unknown as ViewerWindow;
          return [...document.querySelectorAll<HTMLDivElement>('.cornerstone-viewport-element')]
            .map(element => cornerstone.getEnabledElement(element)?.viewport.getCurrentImageId?.())
            .map(imageId => {
              const instance = imageId ? cornerstone.metaData.get('instance', imageId) : {};
              const position = instance.ImagePositionPatient as number[] | undefined;
              return `${String(instance.SeriesDescription)} ${String(position?.[2])}`;
            });
        });
      await expect.poll(shown).toEqual(['T1 SE 12', 'T2 TSE 12', 'FLAIR 12']);
      await viewer.ready();

      const box = await panes.first().boundingBox();
      await page.mouse.move(box!.x + box!.width / 2, box!.y + box!.height / 2);
      await page.mouse.wheel(0, 100);
      await expect.poll(async () => (await shown())[0]).not.toBe('T1 SE 12');
      await expect
        .poll(async () => new Set((await shown()).map(text => text.split(' ').at(-1))).size)
        .toBe(1);

      const panel = page.locator('.sam-panel');
      await panel.getByRole('button', { name: '1 Organ' }).click();
      await expect(panes).toHaveCount(1);
      await panel.getByRole('button', { name: '2 Lesions' }).click();
      await expect(panes).toHaveCount(3);
      expectNoProblems(viewer);
    });
  } finally {
    await rm(small.folder, { recursive: true, force: true });
  }
});

test('a study of one series opens in its middle', async () => {
  const truth = await phantomTruth();
  await withViewer({}, async ({ host, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    const imageId = await viewer.shownSlice();
    const place = truth.sopInstanceUIDs.findIndex(uid => imageId.includes(uid));
    expect(Math.abs(place - truth.sopInstanceUIDs.length / 2)).toBeLessThanOrEqual(1);
    expectNoProblems(viewer);
  });
});
