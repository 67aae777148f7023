import { render } from '@testing-library/react';
import type { PanelKeys } from '../../../extension/src/ui/keys';
import { SamPanel } from '../../../extension/src/ui/SamPanel';
import { fakeApp, READY, type PanelChange, type PanelState } from './fakeApp';
import { panelProps } from './panelProps';

/** Shows the panel with a model that is ready, and what is changed against that. */
export function showPanel(change: PanelChange = {}, language = 'en', keys: PanelKeys = {}) {
  const state = Object.fromEntries(
    Object.entries(READY).map(([name, part]) => {
      const changed = change[name as keyof PanelState];
      return [
        name,
        part === null || changed === null ? (changed ?? null) : { ...part, ...changed },
      ];
    }),
  ) as unknown as PanelState;
  const app = fakeApp(state, language);
  const { container } = render(<SamPanel {...panelProps(app, keys)} />);
  return { app, container };
}
