/** What the browser attributes to the page and its workers, bytes; NaN when it will not say. */
export async function pageMemory(): Promise<number> {
  const { measureUserAgentSpecificMemory: measure } = performance as Performance & {
    measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }>;
  };
  if (!crossOriginIsolated || !measure) return NaN;
  return (await measure.call(performance)).bytes;
}
