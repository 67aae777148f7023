import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { bulkDataAt } from './dicom/dicomJson';
import { type Frame, frameCount, frameOf, nativePixelData } from './dicom/pixelFrames';
import { completeFile, type Part10 } from './dicom/part10';
import { type DicomStore, type Instance, messageOf } from './dicomStore';
import { HttpError, send, sendJson } from './http';
import { CRLF, multipartFrame, type OutgoingPart, writeMultipart } from './multipart';
import { type Level, search } from './qido';
import { storeInstances } from './stow';

const BINARY = 'application/octet-stream';

/**
 * DICOMweb (PS3.18) under `/dicom-web`: QIDO-RS, WADO-RS metadata, frames, bulk data and
 * instances, STOW-RS. `path` is what follows the prefix. Throws HttpError.
 */
export async function serveDicomweb(
  store: DicomStore,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
): Promise<void> {
  const root = `http://${request.headers.host ?? 'localhost'}/dicom-web`;
  if (request.method === 'POST') {
    const study = /^\/studies(?:\/([^/]+))?\/?$/.exec(path);
    if (!study) throw new HttpError(404, 'Objects are stored at /studies.');
    return storeInstances(store, request, response, root, study[1]);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new HttpError(405, 'Only GET and POST are served.');
  }
  const steps = path.split('/').filter(Boolean).map(decodeURIComponent);
  const { study, series, sop, rest, level } = resourceOf(steps);
  if (level) {
    const found = store.find(study, series);
    return sendJson(response, 200, search(found, level, query, root));
  }
  const instances = store.find(study, series, sop);
  if (instances.length === 0) throw new HttpError(404, 'No such study, series or instance.');
  const accept = request.headers.accept ?? '';
  const [resource, ...tail] = rest;
  if (resource === 'metadata' && tail.length === 0) {
    return sendJson(
      response,
      200,
      instances.map(instance => instance.metadata),
    );
  }
  if (resource === undefined) return sendInstances(store, response, instances, accept, root);
  if (sop === undefined) throw new HttpError(404, 'No such resource.');
  const [instance] = instances;
  const file = await store.read(instance);
  if (resource === 'frames') return sendFrames(response, file, tail.join('/'), accept);
  if (resource === 'bulkdata') return sendBulkData(response, file, tail.join('/'), accept);
  throw new HttpError(404, `This server has no ${resource} of an instance.`);
}

interface Resource {
  readonly study?: string;
  readonly series?: string;
  readonly sop?: string;
  /** What follows the most specific UID. */
  readonly rest: readonly string[];
  /** Set when the path is a search. */
  readonly level?: Level;
}

function resourceOf(steps: readonly string[]): Resource {
  const [collection, ...uids] = steps;
  if (collection === 'series' && steps.length === 1) return { rest: [], level: 'series' };
  if (collection === 'instances' && steps.length === 1) return { rest: [], level: 'instance' };
  if (collection !== 'studies') throw new HttpError(404, 'No such resource.');
  const [study, next, series, after, sop] = uids;
  if (study === undefined) return { rest: [], level: 'study' };
  if (next === 'instances' && uids.length === 2) return { study, rest: [], level: 'instance' };
  if (next !== 'series') return { study, rest: uids.slice(1) };
  if (series === undefined) return { study, rest: [], level: 'series' };
  if (after !== 'instances') return { study, series, rest: uids.slice(3) };
  if (sop === undefined) return { study, series, rest: [], level: 'instance' };
  return { study, series, sop, rest: uids.slice(5) };
}

/** Single part for clients that ask for no multipart, else multipart/related. */
function sendParts(
  response: ServerResponse,
  parts: readonly OutgoingPart[],
  type: string,
  accept: string,
): void {
  if (parts.length === 1 && accept !== '' && !/multipart\/|^\s*\*\/\*/.test(accept)) {
    return send(response, 200, parts[0].contentType, parts[0].body);
  }
  const { contentType, body } = writeMultipart(parts, type);
  send(response, 200, contentType, body);
}

/** Whole files, read one after the other while they are sent: a study may be large. */
async function sendInstances(
  store: DicomStore,
  response: ServerResponse,
  instances: readonly Instance[],
  accept: string,
  root: string,
): Promise<void> {
  const partOf = async (instance: Instance) => {
    const { study, series, sop, path } = instance;
    return {
      contentType: 'application/dicom',
      location: `${root}/studies/${study}/series/${series}/instances/${sop}`,
      body: completeFile(await store.read(instance), await readFile(path)),
    };
  };
  if (instances.length === 1) {
    return sendParts(response, [await partOf(instances[0])], 'application/dicom', accept);
  }
  const { contentType, open, close } = multipartFrame('application/dicom');
  response.writeHead(200, { 'Content-Type': contentType });
  for (const instance of instances) {
    if (response.destroyed) return;
    const part = await partOf(instance);
    const room = response.write(Buffer.concat([open(part), part.body, CRLF]));
    if (!room) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end(close);
}

function sendFrames(response: ServerResponse, file: Part10, list: string, accept: string): void {
  const numbers = list.split(',').map(Number);
  if (!list || numbers.some(n => !Number.isInteger(n))) {
    throw new HttpError(400, 'Frames are named by numbers from 1, separated by commas.');
  }
  const frames: Frame[] = numbers.map(number => {
    let frame: Frame | undefined;
    try {
      frame = frameOf(file, number);
    } catch (error) {
      throw new HttpError(500, `The frame cannot be taken from its file: ${messageOf(error)}.`);
    }
    if (!frame) throw new HttpError(404, `The instance has no frame ${number}.`);
    return frame;
  });
  const parts = frames.map(({ bytes, mediaType, transferSyntaxUID }) => ({
    contentType: `${mediaType}; transfer-syntax=${transferSyntaxUID}`,
    body: bytes,
  }));
  sendParts(response, parts, frames[0].mediaType, accept);
}

function sendBulkData(response: ServerResponse, file: Part10, path: string, accept: string): void {
  const element = file.pixelElements.get(`x${path.toLowerCase()}`);
  if (element?.encapsulated) {
    const count = frameCount(file);
    return sendFrames(
      response,
      file,
      Array.from({ length: count }, (_, i) => i + 1).join(','),
      accept,
    );
  }
  const bytes = element ? nativePixelData(file, element) : bulkDataAt(file, path);
  if (!bytes) throw new HttpError(404, 'The instance has no such bulk data.');
  sendParts(response, [{ contentType: BINARY, body: bytes }], BINARY, accept);
}
