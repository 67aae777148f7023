const PREFIX = 'ohif-sam-session-';

/** Marks a session as alive until it is released or its tab is gone, whatever ends that. */
export function holdSession(session: string): () => void {
  let release = () => {};
  const ended = new Promise<void>(resolve => {
    release = resolve;
  });
  // Missing in insecure contexts: then drafts of another tab are offered as well.
  void navigator.locks?.request(PREFIX + session, () => ended);
  return release;
}

/** Sessions of any tab that are alive: their drafts are no one else's to restore. */
export async function sessionsHeld(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.flatMap(({ name }) => (name ? [name.replace(PREFIX, '')] : [])));
}
