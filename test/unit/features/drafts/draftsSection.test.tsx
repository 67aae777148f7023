/** @jest-environment jsdom */
import { cleanup, fireEvent, screen } from '@testing-library/react';
import type { DraftsState } from '../../../../extension/src/features/drafts';
import { IDLE } from '../../ui/fakeApp';
import { showPanel } from '../../ui/showPanel';

const show = (change: Partial<DraftsState>) =>
  showPanel({ drafts: { ...IDLE.drafts, ...change } }).app.drafts;
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const removal = () => {
  fireEvent.click(screen.getByText('Kept in this browser'));
  return button('Remove kept work of all studies');
};

afterEach(cleanup);

test('kept work can be removed when there is no room left', () => {
  const drafts = show({ trouble: 'full' });
  fireEvent.click(removal());
  expect(drafts.removeAll).toHaveBeenCalledTimes(1);
});

test.each<Partial<DraftsState>>([{ trouble: 'unavailable' }, { enabled: false }])(
  'there is nothing to remove where nothing is kept: %j',
  change => {
    const drafts = show(change);
    fireEvent.click(removal());
    expect(drafts.removeAll).not.toHaveBeenCalled();
  },
);

test('restoring can be cancelled while it is under way', () => {
  const offers = [{ session: 'a', savedAt: 1, archivedAt: null }];
  const drafts = show({ offers, restoring: 0.5 });
  fireEvent.click(button('Cancel'));
  expect(drafts.cancelRestore).toHaveBeenCalledTimes(1);
  cleanup();
  show({ offers });
  expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
});
