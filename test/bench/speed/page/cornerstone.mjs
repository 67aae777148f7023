/**
 * `@cornerstonejs/ai`'s ONNXSegmentationController on a stack viewport of its own release of
 * cornerstone, as OHIF has it: it renders the image, encodes the rendering, decodes, and writes
 * its preview into a labelmap. Plain script: the packages are not in package.json.
 */
import { ONNXSegmentationController } from '@cornerstonejs/ai';
import {
  cache,
  Enums,
  imageLoader,
  init as initCore,
  metaData,
  RenderingEngine,
} from '@cornerstonejs/core';
import { Enums as ToolEnums, init as initTools, segmentation } from '@cornerstonejs/tools';
import ort from 'onnxruntime-web/webgpu';

const VIEWPORT = 'viewport';
const SEGMENTATION = 'segmentation';
const PICTURES = 200;

const slice = await (await fetch('/picture/slice.json')).json();
const values = Int16Array.from(
  new Float32Array(await (await fetch('/picture/values')).arrayBuffer()),
);
const { columns, rows, columnSpacing, rowSpacing, origin, rowDirection, columnDirection } =
  slice.plane;
const imageIdOf = picture => `picture:${picture}`;
/** Slices one above the other: the same pixels each time. */
const originOf = imageId => [origin[0], origin[1], origin[2] + 3 * Number(imageId.split(':')[1])];

const modules = {
  imagePlaneModule: imageId => ({
    ...{ rows, columns, rowPixelSpacing: rowSpacing, columnPixelSpacing: columnSpacing },
    ...{ pixelSpacing: [rowSpacing, columnSpacing], imagePositionPatient: originOf(imageId) },
    ...{ rowCosines: rowDirection, columnCosines: columnDirection, frameOfReferenceUID: '1.2' },
    imageOrientationPatient: [...rowDirection, ...columnDirection],
  }),
  imagePixelModule: () => ({
    ...{ bitsAllocated: 16, bitsStored: 16, highBit: 15, pixelRepresentation: 1 },
    ...{ samplesPerPixel: 1, photometricInterpretation: 'MONOCHROME2' },
  }),
  generalSeriesModule: () => ({ modality: 'CT', seriesInstanceUID: '1.2.3' }),
  voiLutModule: () => ({ windowCenter: [40], windowWidth: [400] }),
  modalityLutModule: () => ({ rescaleIntercept: 0, rescaleSlope: 1 }),
};
metaData.addProvider((type, imageId) => {
  if (typeof imageId === 'string' && imageId.startsWith('picture:'))
    return modules[type]?.(imageId);
});
imageLoader.registerImageLoader('picture', imageId => ({
  promise: Promise.resolve({
    ...{ imageId, rows, columns, height: rows, width: columns, rowPixelSpacing: rowSpacing },
    ...{ columnPixelSpacing: columnSpacing, slope: 1, intercept: 0, invert: false, color: false },
    ...{ windowCenter: 40, windowWidth: 400, voiLUTFunction: 'LINEAR', minPixelValue: -1024 },
    ...{ maxPixelValue: 3071, numberOfComponents: 1, sizeInBytes: values.byteLength },
    ...{ photometricInterpretation: 'MONOCHROME2', dataType: 'Int16Array' },
    getPixelData: () => values,
    getCanvas: undefined,
  }),
}));

const element = document.createElement('div');
element.style.cssText = 'width: 512px; height: 512px';
document.body.append(element);
await initCore();
await initTools();
const engine = new RenderingEngine('engine');
engine.enableElement({ viewportId: VIEWPORT, type: Enums.ViewportType.STACK, element });
const viewport = engine.getViewport(VIEWPORT);
const imageIds = Array.from({ length: PICTURES }, (_, n) => imageIdOf(n));
await viewport.setStack(imageIds, 0);
viewport.render();

/** An empty labelmap on every image, as a new segmentation in OHIF. */
const labelmaps = imageLoader.createAndCacheDerivedLabelmapImages(imageIds);
segmentation.addSegmentations([
  {
    segmentationId: SEGMENTATION,
    representation: {
      type: ToolEnums.SegmentationRepresentations.Labelmap,
      data: { imageIds: labelmaps.map(image => image.imageId) },
    },
  },
]);
await segmentation.addLabelmapRepresentationToViewport(VIEWPORT, [
  { segmentationId: SEGMENTATION },
]);
segmentation.activeSegmentation.setActiveSegmentation(VIEWPORT, SEGMENTATION);
segmentation.segmentIndex.setActiveSegmentIndex(SEGMENTATION, 1);

const controller = new ONNXSegmentationController({
  listeners: [],
  getPromptAnnotations: () => [],
  models: {
    mobile_sam: [
      {
        name: 'encoder',
        url: '/models/encoder.onnx',
        size: 28,
        key: 'encoder',
        feedType: 'images',
      },
      { name: 'decoder', url: '/models/decoder.onnx', size: 17, key: 'decoder' },
    ],
  },
  modelName: 'mobile_sam',
});
// Its 'ort/' is of no use to the worker that it runs WebAssembly in: a blob has no folder.
ort.env.wasm.wasmPaths = new URL('/ort/', location.href).href;
/** The encoder's runs that are under way: the controller starts some by itself. */
let handling = Promise.resolve();
const handleImage = controller.handleImage.bind(controller);
controller.handleImage = (...given) => {
  handling = Promise.all([handling, handleImage(...given)]);
  return handling;
};

async function encode(picture) {
  const imageId = imageIdOf(picture);
  const [session] = controller.sessions;
  await viewport.setImageIdIndex(picture);
  Object.assign(controller.desiredImage, { imageId, sampleImageId: imageId });
  await controller.handleImage(controller.desiredImage, session);
  await session.imageEmbeddings;
  if (session.imageId !== imageId) throw new Error('Another image was encoded.');
  controller.currentImage = session;
}

let shown = -1;
let encoding = Promise.resolve();
function appear(picture) {
  if (shown === picture) return encoding;
  shown = picture;
  encoding = encode(picture);
  return encoding;
}

await window.startBench({
  async load() {
    await controller.initModel();
    // Enabled later: it would encode the first picture at once.
    controller.initViewport(viewport);
    controller.enabled = true;
    if (!controller.sessions[0]?.decoder) throw new Error('The models were not loaded.');
  },
  appear,
  encode: appear,
  async click(picture, [x, y]) {
    await appear(picture);
    const { canvasPosition } = controller.currentImage;
    const world = [0, 1, 2].map(
      n =>
        originOf(imageIdOf(picture))[n] +
        x * columnSpacing * rowDirection[n] +
        y * rowSpacing * columnDirection[n],
    );
    const [u, v] = controller.mapAnnotationPoint(world, canvasPosition);
    controller.worldPoints = [world];
    await controller.decode([u, v], [1]);
    return picture;
  },
  pixels: picture => cache.getImage(labelmaps[picture].imageId).voxelManager.getScalarData(),
});
