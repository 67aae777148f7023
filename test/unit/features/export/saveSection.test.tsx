/** @jest-environment jsdom */
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import type { SegmentMeasurements } from '../../../../extension/src/core/measure';
import type { SaveState } from '../../../../extension/src/features/export';
import { TARGET } from '../../ui/fakeApp';
import { showPanel } from '../../ui/showPanel';

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const isDisabled = (element: HTMLElement) => element.getAttribute('aria-disabled') === 'true';

const saved = (segments: number, formats = ['seg']): SaveState => ({
  ...{ phase: 'saved', segments, formats, shortfalls: [] },
  choice: { segmentationId: 's', segmentIndices: [1, 2, 3] },
});

afterEach(cleanup);

describe('save', () => {
  test('needs a segmentation', () => {
    const { app } = showPanel();
    fireEvent.click(button('Save to archive'));
    expect(app.exporting.save).not.toHaveBeenCalled();
    act(() => app.set({ findings: { target: TARGET } }));
    fireEvent.click(button('Save to archive'));
    expect(app.exporting.save).toHaveBeenCalledTimes(1);
  });

  test.each<[string, SaveState, boolean]>([
    ['Writing…', { phase: 'encoding' }, true],
    ['Sending to the archive…', { phase: 'sending' }, true],
    ['Checking the stored copy…', { phase: 'verifying' }, true],
    ['Saved · 3 segments, verified', saved(3), false],
    ['Saved · 1 segment, verified', saved(1), false],
  ])('%s', (words, save, busy) => {
    showPanel({ findings: { target: TARGET }, exporting: { save } });
    expect(screen.getByText(words)).toBeTruthy();
    expect(isDisabled(button('Save to archive'))).toBe(busy);
  });

  test('a failure says what was kept, and can be tried again', () => {
    const { app } = showPanel({
      findings: { target: TARGET },
      exporting: {
        save: {
          phase: 'failed',
          code: 'not-signed-in',
          detail: 'STOW-RS answered 401',
          stored: ['seg'],
          shortfalls: [],
        },
      },
    });
    const alert = screen.getByText('Not saved').closest('[role=alert]');
    expect(alert?.textContent).toMatch(/kept as long as this tab stays open/);
    expect(screen.getByText(/Stored and verified before: SEG/)).toBeTruthy();
    fireEvent.click(button('Save to archive'));
    expect(app.exporting.save).toHaveBeenCalledTimes(1);
  });
});

describe('what saving takes along', () => {
  const findings = [1, 2].map(segmentIndex => ({
    ...{ segmentIndex, label: `Finding ${segmentIndex}`, chosen: segmentIndex === 1 },
    color: [9, 9, 9] as const,
  }));

  test('is chosen finding by finding', () => {
    const { app } = showPanel({ findings: { target: TARGET, findings } });
    expect(screen.getByText('Findings: 1 of 2')).toBeTruthy();
    fireEvent.click(screen.getByLabelText('Finding 2'));
    expect(app.findings.chooseFinding).toHaveBeenCalledWith(2, true);
    fireEvent.click(screen.getByLabelText('Finding 1'));
    expect(app.findings.chooseFinding).toHaveBeenCalledWith(1, false);
  });

  test('must be something', () => {
    const none = findings.map(finding => ({ ...finding, chosen: false }));
    showPanel({ findings: { target: TARGET, findings: none } });
    for (const name of ['Save to archive', 'Save as files', 'Copy report']) {
      expect(isDisabled(button(name))).toBe(true);
    }
  });

  test('names the patient only when asked to', () => {
    const { app } = showPanel({ findings: { target: TARGET } });
    const box = screen.getByLabelText<HTMLInputElement>('Patient’s name in report');
    expect(box.checked).toBe(false);
    fireEvent.click(box);
    expect(app.exporting.showPatientInReport).toHaveBeenCalledWith(true);
  });
});

describe('what a segment is', () => {
  test('is shown as the label says, and changed by the reader', () => {
    const { app } = showPanel({ findings: { target: TARGET } });
    const select = (name: string) => screen.getByLabelText<HTMLSelectElement>(name);
    expect(select('Finding').value).toBe('lesion');
    expect(select('Site').value).toBe('liver');
    // The liver has no side.
    expect(screen.queryByLabelText('Side')).toBeNull();
    fireEvent.change(select('Site'), { target: { value: 'kidney' } });
    expect(app.findings.codeSegment).toHaveBeenCalledWith({
      abnormality: 'lesion',
      structure: 'kidney',
    });
    const coding = { structure: 'kidney', side: 'left' } as const;
    act(() => app.set({ findings: { target: { ...TARGET, coding } } }));
    expect(select('Side').value).toBe('left');
    fireEvent.change(select('Site'), { target: { value: 'spleen' } });
    expect(app.findings.codeSegment).toHaveBeenLastCalledWith({ structure: 'spleen' });
  });
});

describe('a segment of a file', () => {
  test('is shown in the words of its codes where the lists don’t have them', () => {
    const target = { ...TARGET, coding: {}, loadedAs: 'Neoplasm, Portal vein' };
    showPanel({ findings: { target } });
    expect(screen.getByText(/As loaded: Neoplasm, Portal vein/)).toBeTruthy();
  });

  test('contours say that masks go beside them', () => {
    showPanel({ findings: { target: null, otherKind: true } });
    expect(screen.getByText(/holds contours, which take no masks/)).toBeTruthy();
  });
});

describe('what is saved', () => {
  test('formats are chosen; the archive takes DICOM only', () => {
    const { app } = showPanel({ findings: { target: TARGET } });
    fireEvent.click(screen.getByLabelText('SR'));
    expect(app.exporting.chooseFormats).toHaveBeenCalledWith(['seg', 'sr']);
    act(() => app.set({ exporting: { formats: ['json'] } }));
    expect(button('Save to archive').title).toMatch(/takes DICOM only/);
    fireEvent.click(button('Save as files'));
    expect(app.exporting.saveFiles).toHaveBeenCalledTimes(1);
    act(() => app.set({ exporting: { formats: [] } }));
    expect(button('Save as files').title).toBe('Choose what to write first.');
  });

  test('several formats are named, files are counted', () => {
    const { app } = showPanel({
      findings: { target: TARGET },
      exporting: { save: saved(2, ['seg', 'sr']) },
    });
    expect(screen.getByText('Saved · 2 segments, verified (SEG, SR)')).toBeTruthy();
    act(() =>
      app.set({
        exporting: {
          save: {
            phase: 'files',
            count: 3,
            shortfalls: [
              { format: 'nifti', reason: 'uneven-grid', detail: 'a gap', isPart: false },
              { format: 'rtstruct', reason: 'no-place', detail: '', isPart: true },
              { format: 'seg', reason: 'save-refused', detail: '409', isPart: false },
            ],
          },
        },
      }),
    );
    expect(screen.getByText('3 files written and checked')).toBeTruthy();
    // Each says its own reason.
    const alerts = screen.getAllByRole('alert').map(alert => alert.textContent);
    expect(alerts.filter(Boolean)).toEqual([
      expect.stringMatching(/^NIfTI not written: the images are no even grid/),
      expect.stringMatching(/^RTSTRUCT written in part: the images don’t say where they lie/),
      expect.stringMatching(/^SEG not written: The archive refused the object/),
    ]);
  });
});

describe('measurements', () => {
  test('a number that can’t be known says why, and the others are there', () => {
    const values = {
      ...{ voxels: 4, volume: null, meshVolume: null, lengthUnit: 'mm', isRegular: true },
      axes: { longAxis: { length: 12 }, shortAxis: { length: 7 } },
      intensity: null,
      texture: null,
      images: [{ area: 66 }],
      unknown: { volume: 'no-thickness', meshVolume: 'no-thickness' },
    } as unknown as SegmentMeasurements;
    showPanel({
      findings: { target: TARGET, measurement: { phase: 'ready', units: 'HU', values } },
    });
    expect(screen.getByText('12.0 × 7.0 mm')).toBeTruthy();
    expect(screen.getByText('66.0 mm²')).toBeTruthy();
    expect(screen.getByText(/^Volume not known: a single image without/)).toBeTruthy();
    expect(screen.queryByText(/cm³/)).toBeNull();
  });

  test('say what they wait for, and when they failed', () => {
    const { app } = showPanel({ findings: { target: TARGET } });
    expect(screen.getByText(/measured here once it has voxels/)).toBeTruthy();
    act(() => app.set({ findings: { measurement: { phase: 'measuring' } } }));
    expect(screen.getByText('Measuring…')).toBeTruthy();
    act(() =>
      app.set({
        findings: {
          measurement: { phase: 'failed', code: 'pixels-unavailable', detail: 'not loaded' },
        },
      }),
    );
    expect(screen.getByText(/could not be measured/)).toBeTruthy();
  });
});

test('a file of findings is handed to the session', () => {
  const { app } = showPanel({ findings: { target: TARGET } });
  const file = new File(['{}'], 'findings.json');
  fireEvent.change(screen.getByLabelText('Open file', { selector: 'input' }), {
    target: { files: [file] },
  });
  expect(app.exporting.openFile).toHaveBeenCalledWith(file);
});
