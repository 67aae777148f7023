interface Entry {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: [string, string][];
}

/** As much of the Cache API as the store uses; `put` may throw. */
export function fakeCaches(put: (url: string) => void = () => {}) {
  const kept = new Map<string, Entry>();
  const cache = {
    match: async (request: string | { url: string }) => {
      const entry = kept.get(typeof request === 'string' ? request : request.url);
      return entry && new Response(entry.body.slice(), { headers: entry.headers });
    },
    put: async (url: string, response: Response) => {
      put(url);
      const body = new Uint8Array(await response.arrayBuffer());
      kept.set(url, { body, headers: [...response.headers] });
    },
    keys: async () => [...kept.keys()].map(url => ({ url })),
    delete: async (request: string | { url: string }) =>
      kept.delete(typeof request === 'string' ? request : request.url),
  };
  return { caches: { open: async () => cache } as unknown as CacheStorage, kept };
}
