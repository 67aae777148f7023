// Builds from one source: the drop-in (ES modules beside workers, wasm and models) and, for sites
// that compile OHIF, the UMD packages of extension and mode.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import CopyPlugin from 'copy-webpack-plugin';
import webpack from 'webpack';
import reportFont from './reportFont.cjs';

const require = createRequire(import.meta.url);
const root = path.resolve(fileURLToPath(import.meta.url), '../..');
const { version } = require(path.join(root, 'extension/package.json'));
const dropIn = path.join(root, '.webpack/dist/drop-in');
const ort = path.join(root, 'node_modules/onnxruntime-web/dist');

const base = {
  mode: 'production',
  context: root,
  devtool: 'source-map',
  performance: { hints: false },
  stats: 'errors-warnings',
  resolve: {
    extensions: ['.tsx', '.ts', '.mjs', '.js'],
    // onnxruntime without its glue code inlined: that is loaded from ort/ with the wasm.
    conditionNames: ['onnxruntime-web-use-extern-wasm', '...'],
    // dicom-parser asks for zlib under Node only.
    fallback: { zlib: false },
  },
  module: {
    parser: { javascript: { importMeta: false, url: false } },
    rules: [
      {
        test: /\.tsx?$/,
        loader: 'esbuild-loader',
        options: { target: 'es2022', jsx: 'automatic' },
      },
    ],
  },
};

const define = (assetBase, extension) =>
  new webpack.DefinePlugin({
    SAM_VERSION: JSON.stringify(version),
    SAM_ASSET_BASE: assetBase,
    SAM_EXTENSION: extension,
  });

const esModule = (entry, library) => ({
  ...base,
  name: 'drop-in',
  entry,
  experiments: { outputModule: true },
  output: {
    path: dropIn,
    filename: '[name].js',
    module: true,
    ...(library ? { library: { type: 'module' } } : {}),
  },
  plugins: [
    define('import.meta.url', 'null'),
    // One file each: a drop-in is loaded by address, not by a chunk table.
    new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 }),
  ],
});

const umd = (name, entry, library) => ({
  ...base,
  name: 'umd',
  entry: { [library]: entry },
  output: {
    path: path.join(root, name, 'dist/umd'),
    filename: '[name].umd.js',
    library: { name: library, type: 'umd' },
    globalObject: 'globalThis',
  },
  externals: [/^react($|\/)/, /^react-dom($|\/)/, /^@ohif\//, /^@cornerstonejs\//],
  plugins: [
    define(
      "new URL('sam/', new URL(window.PUBLIC_URL || '/', window.location.href)).href",
      JSON.stringify('ohif-extension-sam'),
    ),
  ],
});

const bundles = esModule(
  {
    install: './extension/src/host/install.ts',
    extension: './extension/src/index.tsx',
    mode: './mode/src/index.ts',
  },
  true,
);
const workers = esModule({
  'inference.worker': './extension/src/inference/worker.ts',
  'export.worker': './extension/src/features/findings/worker/worker.ts',
});
workers.plugins.push(
  new CopyPlugin({
    patterns: [
      'ort-wasm-simd-threaded.mjs',
      'ort-wasm-simd-threaded.wasm',
      'ort-wasm-simd-threaded.asyncify.mjs',
      'ort-wasm-simd-threaded.asyncify.wasm',
    ]
      .map(file => ({ from: path.join(ort, file), to: 'ort/' }))
      .concat([
        {
          from: reportFont.FONT_SOURCE,
          to: 'fonts/NotoSansSC-Regular.ttf',
          transform: reportFont.unpackFont,
        },
        { from: reportFont.FONT_LICENSE, to: 'fonts/LICENSE.txt', toType: 'file' },
      ]),
  }),
);

export default env =>
  env.umd
    ? [
        umd('extension', './extension/src/index.tsx', 'ohif-extension-sam'),
        umd('mode', './mode/src/index.ts', 'ohif-mode-sam-lesion'),
      ]
    : [bundles, workers];
