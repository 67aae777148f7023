import { createRequire } from 'node:module';
import path from 'node:path';

/** The font that the build lays beside the viewer for reports. */
export function reportFont(): Uint8Array {
  const require = createRequire(path.resolve('package.json'));
  const build = require('./.webpack/reportFont.cjs') as { reportFont(): Uint8Array };
  return build.reportFont();
}
