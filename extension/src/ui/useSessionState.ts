import { useSyncExternalStore } from 'react';
import type { Session, SessionState } from '../host/session/types';

/** The session's state; renders again at each change. */
export function useSessionState(session: Session): SessionState {
  return useSyncExternalStore(
    listener => session.subscribe(listener),
    () => session.getState(),
  );
}
