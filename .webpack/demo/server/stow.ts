import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DicomJson } from './dicom/dicomJson';
import type { DicomStore } from './dicomStore';
import { HttpError, readBody, sendJson } from './http';
import { parameterOf, parseMultipart } from './multipart';

const BODY_LIMIT = 1024 * 1024 * 1024;
/** Failure Reason (0008,1197), PS3.18 Table 10.5.3-2 and PS3.7 Annex C. */
const FAILURE = { cannotUnderstand: 0xc000, duplicate: 0x0111 };

/**
 * Store transaction (PS3.18 10.5): 200 when all is stored, 202 when a part of it is, 409 when
 * nothing is, 400 for a body without a DICOM object. The same object again counts as stored;
 * another one with the same SOP Instance UID is refused.
 */
export async function storeInstances(
  store: DicomStore,
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  study: string | undefined,
): Promise<void> {
  const bodies = await dicomBodies(request);
  const referenced: DicomJson[] = [];
  const failed: DicomJson[] = [];
  const other: DicomJson[] = [];
  for (const body of bodies) {
    const outcome = await store.store(body, study);
    if (outcome.kind === 'unreadable') {
      other.push({ '00081197': { vr: 'US', Value: [FAILURE.cannotUnderstand] } });
    } else if (outcome.kind === 'conflict') {
      failed.push({
        ...reference(outcome.sopClass, outcome.sop),
        '00081197': { vr: 'US', Value: [FAILURE.duplicate] },
      });
    } else {
      const { study, series, sop, sopClass } = outcome.instance;
      const url = `${root}/studies/${study}/series/${series}/instances/${sop}`;
      referenced.push({ ...reference(sopClass, sop), '00081190': { vr: 'UR', Value: [url] } });
    }
  }
  const answer: DicomJson = {};
  if (study) answer['00081190'] = { vr: 'UR', Value: [`${root}/studies/${study}`] };
  if (failed.length) answer['00081198'] = { vr: 'SQ', Value: failed };
  if (referenced.length) answer['00081199'] = { vr: 'SQ', Value: referenced };
  if (other.length) answer['0008119A'] = { vr: 'SQ', Value: other };
  sendJson(response, statusOf(referenced.length, failed.length, other.length), answer);
}

function statusOf(stored: number, failed: number, unreadable: number): number {
  if (failed + unreadable === 0) return 200;
  if (stored > 0) return 202;
  return failed > 0 ? 409 : 400;
}

const reference = (sopClass: string, sop: string): DicomJson => ({
  '00081150': { vr: 'UI', Value: [sopClass] },
  '00081155': { vr: 'UI', Value: [sop] },
});

async function dicomBodies(request: IncomingMessage): Promise<Buffer[]> {
  const contentType = request.headers['content-type'] ?? '';
  const body = await readBody(request, BODY_LIMIT);
  const mediaType = contentType.split(';')[0].trim().toLowerCase();
  if (mediaType === 'application/dicom') return [body];
  const type = parameterOf(contentType, 'type')?.toLowerCase();
  if (mediaType !== 'multipart/related' || (type && type !== 'application/dicom')) {
    throw new HttpError(415, 'Objects are stored as multipart/related; type="application/dicom".');
  }
  let parts;
  try {
    parts = parseMultipart(body, contentType);
  } catch (error) {
    throw new HttpError(400, `The multipart body cannot be read: ${(error as Error).message}.`);
  }
  if (parts.length === 0) throw new HttpError(400, 'The body holds no DICOM object.');
  return parts.map(part => part.body);
}
