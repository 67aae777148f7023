/** @jest-environment jsdom */
import { cleanup, fireEvent, screen } from '@testing-library/react';
import type { LesionSearchState } from '../../../extension/src/features/lesionSearch';
import { showPanel } from './showPanel';

afterEach(cleanup);

const show = (lesions: Partial<LesionSearchState>, language = 'en') =>
  showPanel({ lesionSearch: lesions }, language).app.lesionSearch;

const evidence = { sign: 1, fromOrgan: 3.25, predictedIoU: 0.71, stabilityScore: 0.6 };
const listed = [1, 2, 3].map(id => ({
  ...{ id, status: id === 3 ? 'rejected' : id === 1 ? 'accepted' : 'open', slices: [{}, {}] },
  ...{ evidence, volumeMm3: id === 2 ? null : 523.6 },
})) as unknown as LesionSearchState['lesions'];
const organ = {
  segment: { segmentationId: 's', segmentIndex: 1 },
  label: 'Liver',
  volumeMm3: 10472,
};
const ready = { phase: 'ready', lesions: listed, organ, current: 2 } as const;

test('the section says that the sets are the reader’s choice, never a prediction', () => {
  const { change } = show({});
  expect(screen.getByText(/never a prediction of what a lesion is/)).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Set'), { target: { value: 'metastasis' } });
  fireEvent.change(screen.getByLabelText('That are'), { target: { value: 'darker' } });
  expect(change.mock.calls).toEqual([[{ sensitivity: 'metastasis' }], [{ contrast: 'darker' }]]);
  cleanup();
  show({}, 'zh');
  expect(screen.getByText(/绝不代表对病灶性质的预测/)).toBeTruthy();
});

test('a search tells how far it is, and can be cancelled', () => {
  const progress = { phase: 'asking', done: 3, total: 24 } as const;
  const { cancel } = show({ phase: 'running', progress, organ });
  expect(screen.getByText('Asking about place 3 of 24')).toBeTruthy();
  fireEvent.click(screen.getByText('Cancel'));
  expect(cancel).toHaveBeenCalled();
});

test('the list tells size, contrast and status; entries are shown, picked, accepted, refined', () => {
  const lesions = show(ready);
  expect(screen.getByText('3 candidates in Liver, 1 open')).toBeTruthy();
  // A ball of 523.6 mm³ has 10 mm.
  expect(screen.getByLabelText('Show candidate 1').textContent).toBe('110 mmbrighteraccepted');
  expect(screen.getByLabelText('Show candidate 2').textContent).toContain('size unknown');
  fireEvent.click(screen.getByLabelText('Show candidate 3'));
  fireEvent.click(screen.getByLabelText('Pick candidate 2'));
  expect(screen.getByLabelText<HTMLInputElement>('Pick candidate 1').disabled).toBe(true);
  const section = screen.getByText('Lesions in an organ').closest('details')!;
  const press = (text: string) =>
    fireEvent.click([...section.querySelectorAll('button')].find(b => b.textContent === text)!);
  press('Accept');
  press('Refine');
  press('Accept 0 picked');
  expect(lesions.show).toHaveBeenCalledWith(3);
  expect(lesions.pick).toHaveBeenCalledWith(2);
  expect(lesions.accept).toHaveBeenCalledTimes(1);
  expect(lesions.refine).toHaveBeenCalledTimes(1);
  // None is picked.
  expect(lesions.acceptPicked).not.toHaveBeenCalled();
});

test('what was accepted is told as number, volume and share of the organ', () => {
  show(ready);
  const { textContent } = document.querySelector('[data-burden]')!;
  expect(textContent).toBe('Number1Volume0.52 mlOf the organ5.00 %');
});
