import { retrieve, store } from '../../../../extension/src/features/export/archive';
import type { DataSource } from '../../../../extension/src/host/ohif';

const INSTANCE = { studyInstanceUID: '1', seriesInstanceUID: '2', sopInstanceUID: '3' };
const BYTES = new ArrayBuffer(4);

/** An archive that fails with each status in turn, then answers; 0 breaks the connection. */
function archive(...statuses: number[]): { source: DataSource; asked: () => number } {
  let asked = 0;
  const retrieveInstance = async () => {
    const status = statuses[asked++];
    if (status === undefined) return BYTES;
    throw Object.assign(new Error('failed'), { status });
  };
  return {
    source: { retrieve: { getWadoDicomWebClient: () => ({ retrieveInstance }) } },
    asked: () => asked,
  };
}

const noPause = () => Promise.resolve();

test.each([
  ['has the object only a moment later', [404]],
  ['is restarted meanwhile', [503, 502]],
  ['loses the connection once', [0]],
])('an archive that %s is asked again', async (_, statuses) => {
  const { source } = archive(...statuses);
  expect(await retrieve(source, INSTANCE, 60_000, noPause)).toBe(BYTES);
});

test('an archive that never has the object is asked a few times, then it counts as not verified', async () => {
  const { source, asked } = archive(404, 404, 404, 404, 404, 404, 404, 404);
  await expect(retrieve(source, INSTANCE, 60_000, noPause)).rejects.toMatchObject({
    code: 'save-not-verified',
  });
  expect(asked()).toBe(5);
});

test('an archive that refuses is not asked again', async () => {
  const { source, asked } = archive(403);
  await expect(retrieve(source, INSTANCE, 60_000, noPause)).rejects.toThrow();
  expect(asked()).toBe(1);
});

test('nobody waits longer than the time for an answer', async () => {
  const { source, asked } = archive(404, 404, 404);
  await expect(retrieve(source, INSTANCE, 900, noPause)).rejects.toThrow();
  expect(asked()).toBe(2);
});

test.each([
  [401, 'not-signed-in'],
  [409, 'save-refused'],
  [413, 'save-too-large'],
  [500, 'save-failed'],
  [0, 'save-no-answer'],
])('storing: status %s is told as %s', async (status, code) => {
  const source: DataSource = {
    store: { dicom: () => Promise.reject(Object.assign(new Error('no'), { status })) },
  };
  await expect(store(source, BYTES, 1000)).rejects.toMatchObject({ code });
});

test('an answer that was cut, of which the viewer’s client makes nothing, is no object read back', async () => {
  const retrieveInstance = async () => undefined as unknown as ArrayBuffer;
  const source: DataSource = {
    retrieve: { getWadoDicomWebClient: () => ({ retrieveInstance }) },
  };
  await expect(retrieve(source, INSTANCE, 60_000, noPause)).rejects.toMatchObject({
    code: 'save-not-verified',
  });
});
