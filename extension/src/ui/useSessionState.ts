import { useCallback, useSyncExternalStore } from 'react';
import type { Session, SessionState } from '../app/types';

/** The session's state; renders again at each change. */
export function useSessionState(session: Session): SessionState {
  // Kept stable: a new function at each render would unsubscribe and subscribe again.
  const subscribe = useCallback((listener: () => void) => session.subscribe(listener), [session]);
  const getState = useCallback(() => session.getState(), [session]);
  return useSyncExternalStore(subscribe, getState);
}
