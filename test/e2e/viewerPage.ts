import type { Page } from '@playwright/test';

import { segmentVoxels, type SegmentVoxels } from './viewerVoxels';
import type { Point2, ViewerWindow } from './viewerWindow';

/** Pixel coordinates of a slice, and where they lie on the page. */
interface PlaneOnPage {
  readonly origin: Point2;
  readonly perColumn: Point2;
  readonly perRow: Point2;
}

/** The real viewer with our panel, driven as a reader would; reads voxels through its services. */
export class ViewerPage {
  /** Everything that went wrong on the page. */
  readonly problems: string[] = [];
  private answerBefore = '';

  constructor(readonly page: Page) {
    // tsx marks named functions by a helper that a function sent to the page lacks.
    void page.addInitScript('globalThis.__name ??= fn => fn');
    page.on('pageerror', error => this.problems.push(`exception: ${error.message}`));
    page.on('console', message => {
      if (message.type() === 'error') this.problems.push(`console: ${message.text()}`);
    });
  }

  async open(baseUrl: string, studyInstanceUID: string, mode = 'sam-lesion'): Promise<void> {
    await this.page.goto(`${baseUrl}/${mode}?StudyInstanceUIDs=${studyInstanceUID}`);
    await this.page.waitForSelector('.sam-panel', { timeout: 120_000 });
    await this.page.waitForFunction(
      () => {
        const { services } = window as unknown as ViewerWindow;
        const id = services?.viewportGridService?.getActiveViewportId();
        const viewport = id && services.cornerstoneViewportService.getCornerstoneViewport(id);
        return Boolean(viewport && viewport.getCurrentImageId?.());
      },
      undefined,
      { timeout: 120_000 },
    );
  }

  /** Waits until the model is loaded and the shown slice is prepared. */
  async ready(timeout = 120_000): Promise<void> {
    await this.page.waitForSelector('.sam-panel[data-slice="ready"]', { timeout });
  }

  /**
   * Shows the slice of a SOP Instance UID in the active viewport, and again when the viewer, which
   * may still be loading the series, goes back to the slice that it begins with.
   */
  async showSlice(sopInstanceUID: string): Promise<void> {
    while (!(await this.goToSlice(sopInstanceUID))) await this.page.waitForTimeout(400);
  }

  /** Goes to a slice; true when the viewport showed it already. */
  private goToSlice(sopInstanceUID: string): Promise<boolean> {
    return this.page.evaluate(async uid => {
      const { services, cornerstone } = window as unknown as ViewerWindow;
      const id = services.viewportGridService.getActiveViewportId();
      const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
      const sopOf = (imageId: string) =>
        cornerstone.metaData.get('instance', imageId).SOPInstanceUID;
      if (sopOf(viewport.getCurrentImageId()) === uid) return true;
      const index = viewport.getImageIds().findIndex(imageId => sopOf(imageId) === uid);
      if (index < 0) throw new Error('That slice is not in the viewport.');
      await viewport.setImageIdIndex(index);
      return false;
    }, sopInstanceUID);
  }

  /** The image that the active viewport shows, by the viewer's own id. */
  shownSlice(): Promise<string> {
    return this.page.evaluate(() => {
      const { services } = window as unknown as ViewerWindow;
      const id = services.viewportGridService.getActiveViewportId();
      return services.cornerstoneViewportService.getCornerstoneViewport(id).getCurrentImageId();
    });
  }

  /** Chooses a tool by its button in the panel. */
  async chooseTool(name: 'Include' | 'Exclude' | 'Box' | 'Scribble' | 'Lasso'): Promise<void> {
    const button = this.page.locator('.sam-panel .sam-button-tool', { hasText: name });
    // A second press hands the mouse back to the viewer.
    if ((await button.getAttribute('aria-pressed')) === 'false') await button.click();
  }

  /** Page coordinates of a pixel [i, j] of the slice in the active viewport. */
  async toPage([i, j]: Point2): Promise<Point2> {
    const { origin, perColumn, perRow } = await this.plane();
    return [
      origin[0] + i * perColumn[0] + j * perRow[0],
      origin[1] + i * perColumn[1] + j * perRow[1],
    ];
  }

  private plane(): Promise<PlaneOnPage> {
    return this.page.evaluate(() => {
      const { services, cornerstone } = window as unknown as ViewerWindow;
      const id = services.viewportGridService.getActiveViewportId();
      const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
      const plane = cornerstone.metaData.get('imagePlaneModule', viewport.getCurrentImageId());
      const o = [...(plane.imagePositionPatient as number[])];
      const r = [...(plane.rowCosines as number[])].map(
        x => x * (plane.columnPixelSpacing as number),
      );
      const c = [...(plane.columnCosines as number[])].map(
        x => x * (plane.rowPixelSpacing as number),
      );
      const { left, top } = viewport.element.getBoundingClientRect();
      const at = (di: number, dj: number): [number, number] => {
        const [x, y] = viewport.worldToCanvas(o.map((v, n) => v + di * r[n] + dj * c[n]));
        return [x + left, y + top];
      };
      const [p0, p1, p2] = [at(0, 0), at(100, 0), at(0, 100)];
      return {
        origin: p0,
        perColumn: [(p1[0] - p0[0]) / 100, (p1[1] - p0[1]) / 100] as const,
        perRow: [(p2[0] - p0[0]) / 100, (p2[1] - p0[1]) / 100] as const,
      };
    });
  }

  async clickPixel(pixel: Point2, modifier?: 'Shift'): Promise<void> {
    await this.noteAnswer();
    const [x, y] = await this.toPage(pixel);
    if (modifier) await this.page.keyboard.down(modifier);
    await this.page.mouse.click(x, y);
    if (modifier) await this.page.keyboard.up(modifier);
  }

  /** Drags the mouse with the button down along pixels of the slice. */
  async dragAlong(path: readonly Point2[], modifier?: 'Shift'): Promise<void> {
    await this.noteAnswer();
    const points = [];
    for (const pixel of path) points.push(await this.toPage(pixel));
    if (modifier) await this.page.keyboard.down(modifier);
    await this.page.mouse.move(...points[0]);
    await this.page.mouse.down();
    for (const point of points.slice(1)) await this.page.mouse.move(...point, { steps: 3 });
    await this.page.mouse.up();
    if (modifier) await this.page.keyboard.up(modifier);
  }

  async dragBox(from: Point2, to: Point2): Promise<void> {
    await this.noteAnswer();
    const [a, b] = [await this.toPage(from), await this.toPage(to)];
    await this.page.mouse.move(...a);
    await this.page.mouse.down();
    await this.page.mouse.move((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, { steps: 3 });
    await this.page.mouse.move(...b, { steps: 3 });
    await this.page.mouse.up();
  }

  /** Waits until an answer to the last prompt is drawn; `final` waits for the better one as well. */
  async answered(final = true, timeout = 90_000): Promise<void> {
    await this.page.waitForFunction(
      ([old, ending]) =>
        [...document.querySelectorAll<HTMLElement>('.sam-overlay')].some(
          ({ dataset: { answer = '' } }) => answer !== old && answer.includes(ending),
        ),
      [this.answerBefore, final ? 'final' : '-'] as const,
      { timeout },
    );
  }

  /** Notes the answer that is drawn, so that the next one can be told from it. */
  private async noteAnswer(): Promise<void> {
    this.answerBefore = await this.page.evaluate(
      () =>
        [...document.querySelectorAll<HTMLElement>('.sam-overlay')]
          .map(overlay => overlay.dataset.answer)
          .find(Boolean) ?? '',
    );
  }

  async accept(): Promise<void> {
    await this.button('Accept').click();
    // The prompts go when the voxels are written.
    await this.page.waitForSelector('.sam-panel[data-prompts="0"]', { timeout: 60_000 });
    await this.page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLElement>('.sam-overlay')].every(o => !o.dataset.answer),
    );
  }

  button(name: string) {
    return this.page.locator('.sam-panel').getByRole('button', { name, exact: false }).first();
  }

  /** Runs a command of the viewer, as its buttons do. */
  async command(name: string, options?: Readonly<Record<string, unknown>>): Promise<void> {
    await this.page.evaluate(
      ([commandName, parameters]) => {
        const { commandsManager } = window as unknown as ViewerWindow;
        return void commandsManager.runCommand(commandName, parameters);
      },
      [name, options] as const,
    );
  }

  async renameSegment(segmentIndex: number, label: string): Promise<void> {
    await this.page.evaluate(
      ([index, text]) => {
        const { services } = window as unknown as ViewerWindow;
        const id = services.viewportGridService.getActiveViewportId();
        const active = services.segmentationService.getActiveSegmentation(id);
        if (!active) throw new Error('There is no active segmentation.');
        services.segmentationService.setSegmentLabel(active.segmentationId, index, text);
      },
      [segmentIndex, label] as const,
    );
  }

  /** Locks the active segment as the segmentation panel does. */
  async lockActiveSegment(): Promise<void> {
    await this.page.evaluate(() => {
      const { services } = window as unknown as ViewerWindow;
      const { segmentationService: service, viewportGridService: grid } = services;
      const active = service.getActiveSegmentation(grid.getActiveViewportId());
      const segment = service.getActiveSegment(grid.getActiveViewportId());
      if (!active || !segment) throw new Error('There is no active segment.');
      service.toggleSegmentLocked(active.segmentationId, segment.segmentIndex);
    });
  }

  async setLayout(numRows: number, numCols: number): Promise<void> {
    await this.page.evaluate(
      ([rows, columns]) => {
        const { commandsManager } = window as unknown as ViewerWindow;
        return commandsManager.runCommand('setViewportGridLayout', {
          numRows: rows,
          numCols: columns,
        });
      },
      [numRows, numCols] as const,
    );
    await this.settled();
  }

  /** Waits until the active pane stays where it is and shows an image that the panel follows. */
  private async settled(): Promise<void> {
    const place = () => this.plane().then(JSON.stringify, () => '');
    let [before, same] = ['', 0];
    for (let n = 0; same < 4 && n < 100; n++) {
      await this.page.waitForTimeout(400);
      const now = await place();
      same = now && now === before ? same + 1 : 0;
      before = now;
    }
    await this.page.waitForSelector('.sam-panel:not([data-slice="none"])');
  }

  /** Three panes of volume viewports: axial, sagittal, coronal. */
  async showMpr(): Promise<void> {
    await this.page.evaluate(() => {
      const { commandsManager } = window as unknown as ViewerWindow;
      commandsManager.runCommand('toggleHangingProtocol', { protocolId: 'mpr' });
    });
    await this.page.waitForFunction(
      () => document.querySelectorAll('.cornerstone-viewport-element').length === 3,
      undefined,
      { timeout: 120_000 },
    );
    await this.page.waitForTimeout(3000);
  }

  /** Clicks a pane at a share of its width and height. */
  async clickPane(pane: number, [u, v]: Point2): Promise<void> {
    await this.noteAnswer();
    const element = this.page.locator('.cornerstone-viewport-element').nth(pane);
    const box = await element.boundingBox();
    if (!box) throw new Error(`Pane ${pane} is not shown.`);
    await this.page.mouse.click(box.x + u * box.width, box.y + v * box.height);
  }

  /** What the middle of a pane shows, as a PNG; messages of the viewer fade in and out beside it. */
  async pictureOfPane(pane: number): Promise<Buffer> {
    const element = this.page.locator('.cornerstone-viewport-element').nth(pane);
    const box = await element.boundingBox();
    if (!box) throw new Error(`Pane ${pane} is not shown.`);
    const { x, y, width, height } = box;
    const clip = { x: x + width / 4, y: y + height / 4, width: width / 2, height: height / 2 };
    return this.page.screenshot({ clip });
  }

  /** The voxels of every segment of every segmentation, by label. */
  segments(): Promise<Record<string, SegmentVoxels>> {
    return segmentVoxels(this.page);
  }

  /** Saves by the panel's button; resolves to the panel's words when it has ended. */
  async save(timeout = 60_000): Promise<string> {
    // A failure of before is not that of this save, which may come too quickly to see it begin.
    await this.page
      .locator('.sam-panel .sam-failure')
      .evaluateAll(old => old.forEach(element => element.setAttribute('data-before', '')));
    const failure = '.sam-panel .sam-failure:not([data-before])';
    await this.button('Save to archive').click();
    // What the last save left goes when this one begins.
    const begun = this.page.locator(`.sam-save-state:not(.sam-save-saved), ${failure}`);
    await begun.first().waitFor({ timeout });
    const state = this.page.locator(`.sam-save-saved, ${failure}`);
    await state.first().waitFor({ timeout });
    return state.first().innerText();
  }

  /** Loads the stored SR of the open study: values by name of each measurement that it shows. */
  async loadStoredReports(): Promise<Record<string, string>[]> {
    return this.page.evaluate(async () => {
      const { services } = window as unknown as ViewerWindow;
      const displaySet = services.displaySetService
        .getActiveDisplaySets()
        .find(d => d.Modality === 'SR');
      if (!displaySet) throw new Error('The study has no SR.');
      await displaySet.load?.({ headers: {} });
      return (displaySet.measurements ?? []).map(({ labels }) =>
        Object.fromEntries(labels.map(({ label, value }) => [label, value])),
      );
    });
  }

  /** Loads the newest stored SEG of the open study: a double click, and the viewer's own path. */
  async loadStoredSegmentation(): Promise<void> {
    await this.ready();
    const thumbnails = this.page.locator('[data-cy="study-browser-thumbnail-no-image"]');
    await thumbnails.filter({ hasText: /^SEG/ }).first().dblclick();
    await this.page.waitForFunction(
      () => (window as unknown as ViewerWindow).services.segmentationService.getSegmentations()[0],
      undefined,
      { timeout: 30_000 },
    );
  }
}
