// The font of reports: Noto Sans SC (SIL Open Font License 1.1), which has Latin and Simplified
// Chinese. It is published as WOFF; unpacked, the PDF library opens it in a hundredth of the time.
const { readFileSync } = require('node:fs');
const { inflateSync } = require('node:zlib');
const { woff2ttf } = require('fonteditor-core');

const PACKAGE = '@fontsource/noto-sans-sc';
const FONT_SOURCE = require.resolve(
  `${PACKAGE}/files/noto-sans-sc-chinese-simplified-400-normal.woff`,
);
const FONT_LICENSE = require.resolve(`${PACKAGE}/LICENSE`);

/** The TrueType font in a WOFF file. */
function unpackFont(woff) {
  const { buffer } = Uint8Array.from(woff);
  return Buffer.from(woff2ttf(buffer, { inflate: data => inflateSync(Uint8Array.from(data)) }));
}

/** The font as the viewer gets it. */
const reportFont = () => unpackFont(readFileSync(FONT_SOURCE));

module.exports = { FONT_SOURCE, FONT_LICENSE, unpackFont, reportFont };
