import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appConfig } from '../../../../.webpack/demo/server/appConfig';
import type { DicomJson } from '../../../../.webpack/demo/server/dicom/dicomJson';
import { DicomStore } from '../../../../.webpack/demo/server/dicomStore';
import { parseMultipart, writeMultipart } from '../../../../.webpack/demo/server/multipart';
import { createServer } from '../../../../.webpack/demo/server/server';
import { imageElements, makeDataSet, makeFile, type TestElement, withFolder } from './testFiles';

const CT = (sop: string, more: TestElement[] = []) => makeFile(imageElements({ sop }, more));
const OTHER = makeFile(
  imageElements({ study: '2.3', series: '2.3.4', sop: '2.3.4.5' }, [
    [0x00080005, 'CS', 'ISO_IR 192'],
    [0x00080020, 'DA', '20230115'],
    [0x00080060, 'CS', 'MR'],
    [0x00100010, 'PN', 'Wang^XiaoDong=王^小东'],
    [0x00100020, 'LO', 'ID-2'],
  ]),
);

interface Client {
  get(path: string, accept?: string): Promise<Response>;
  json(path: string): Promise<DicomJson[]>;
  store(files: readonly Uint8Array[], path?: string, type?: string): Promise<Response>;
  readonly store_: DicomStore;
  readonly folder: string;
}

/** A server over two studies (three instances), for one test. */
function withServer(use: (client: Client) => Promise<void>, files?: Record<string, Uint8Array>) {
  return withFolder(async folder => {
    const data = join(folder, 'data');
    await mkdir(data);
    const all = files ?? { 'a.dcm': CT('1.2.3.4.5'), 'b.dcm': CT('1.2.3.4.6'), 'c.dcm': OTHER };
    for (const [name, bytes] of Object.entries(all)) await writeFile(join(data, name), bytes);
    const store = await DicomStore.open([data], join(folder, 'state'));
    const server = await createServer({
      viewerDir: data,
      dicomweb: store,
      isolate: false,
      appConfig: appConfig(),
    });
    const url = `${server.url}/dicom-web`;
    try {
      await use({
        folder,
        store_: store,
        get: (path, accept) => fetch(url + path, { headers: accept ? { accept } : {} }),
        json: async path => (await (await fetch(url + path)).json()) as DicomJson[],
        store: (bodies, path = '/studies', type = 'application/dicom') => {
          const parts = bodies.map(body => ({ contentType: type, body }));
          const { body, contentType } = writeMultipart(parts, type);
          return fetch(url + path, {
            method: 'POST',
            body,
            headers: { 'content-type': contentType },
          });
        },
      });
    } finally {
      await server.close();
    }
  });
}

const uids = (results: DicomJson[], tag = '0020000D') => results.map(r => r[tag].Value![0]).sort();

async function parts(response: Response) {
  const type = response.headers.get('content-type')!;
  return { type, parts: parseMultipart(Buffer.from(await response.arrayBuffer()), type) };
}

describe('search', () => {
  test.each([
    ['', ['1.2.3', '2.3']],
    ['?PatientName=*doe*', ['1.2.3']],
    ['?PatientName=Doe^Jan?', ['1.2.3']],
    ['?PatientName=doe', []],
    ['?PatientName=jane&fuzzymatching=true', ['1.2.3']],
    ['?PatientName=*%E5%B0%8F%E4%B8%9C', ['2.3']],
    ['?00100020=ID-2', ['2.3']],
    ['?PatientID=*.*', []],
    ['?PatientID=*', ['1.2.3', '2.3']],
    ['?StudyDate=20230101-20231231', ['2.3']],
    ['?StudyDate=20240229', ['1.2.3']],
    ['?StudyDate=-20231231', ['2.3']],
    ['?StudyDate=20240101-', ['1.2.3']],
    ['?ModalitiesInStudy=MR', ['2.3']],
    ['?ModalitiesInStudy=CT,MR', ['1.2.3', '2.3']],
    ['?ModalitiesInStudy=CT%5CMR', ['1.2.3', '2.3']],
    ['?ModalitiesInStudy=US', []],
    ['?StudyInstanceUID=2.3,9.9', ['2.3']],
    ['?StudyInstanceUID=9.9', []],
    ['?NoSuchAttribute=1', ['1.2.3', '2.3']],
    ['?limit=1', ['1.2.3']],
    ['?limit=0', []],
    ['?limit=1&offset=1', ['2.3']],
    ['?offset=2', []],
  ])('studies%s', (query, expected) =>
    withServer(async ({ json }) => expect(uids(await json(`/studies${query}`))).toEqual(expected)),
  );

  test('counts and names', () =>
    withServer(async ({ json }) => {
      const [study] = await json('/studies?StudyInstanceUID=1.2.3');
      expect(study['00201208']).toEqual({ vr: 'IS', Value: [2] });
      expect(study['00201206']).toEqual({ vr: 'IS', Value: [1] });
      expect(study['00080061']).toEqual({ vr: 'CS', Value: ['CT'] });
      expect(study['00280010']).toBeUndefined();
      const [wang] = await json('/studies?StudyInstanceUID=2.3&includefield=Rows,00280011');
      expect(wang['00100010'].Value).toEqual([
        { Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' },
      ]);
      expect([wang['00280010'].Value, wang['00280011'].Value]).toEqual([[2], [2]]);
    }));

  test('series and instances, below a study and across all', () =>
    withServer(async ({ json }) => {
      const [series] = await json('/studies/1.2.3/series');
      expect(series['00201209']).toEqual({ vr: 'IS', Value: [2] });
      expect(uids(await json('/series'), '0020000E')).toEqual(['1.2.3.4', '2.3.4']);
      const instances = '/studies/1.2.3/series/1.2.3.4/instances';
      expect(uids(await json(instances), '00080018')).toEqual(['1.2.3.4.5', '1.2.3.4.6']);
      expect(uids(await json('/studies/1.2.3/instances'), '00080018')).toHaveLength(2);
      expect(uids(await json('/instances?Modality=MR'), '00080018')).toEqual(['2.3.4.5']);
      expect(await json('/studies/9.9/series')).toEqual([]);
    }));

  test('a study without a modality has no empty list of them', () =>
    withServer(
      async ({ json }) => expect((await json('/studies'))[0]['00080061']).toBeUndefined(),
      { 'a.dcm': CT('1.1', [[0x00080060, 'CS', '']]) },
    ));
});

describe('retrieval', () => {
  const one = '/studies/1.2.3/series/1.2.3.4/instances/1.2.3.4.5';

  test('metadata of study, series and instance', () =>
    withServer(async ({ json, get }) => {
      expect(await json('/studies/1.2.3/metadata')).toHaveLength(2);
      expect(await json('/studies/1.2.3/series/1.2.3.4/metadata')).toHaveLength(2);
      const [instance] = await json(`${one}/metadata`);
      expect(instance['00080018'].Value).toEqual(['1.2.3.4.5']);
      const bulk = instance['7FE00010'].BulkDataURI!;
      expect(bulk).toBe(`/dicom-web${one}/bulkdata/7FE00010`);
      const response = await get(bulk.replace('/dicom-web', ''), 'application/octet-stream');
      expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 0, 2, 0, 3, 0, 4, 1]);
    }));

  test('frames as multipart or single part', () =>
    withServer(async ({ get }) => {
      const accept = 'multipart/related; type=application/octet-stream; transfer-syntax=*';
      const multi = await parts(await get(`${one}/frames/1`, accept));
      expect(multi.type).toMatch(
        /^multipart\/related; type="application\/octet-stream"; boundary=/,
      );
      expect(multi.parts.map(part => [...part.body])).toEqual([[1, 0, 2, 0, 3, 0, 4, 1]]);
      expect(multi.parts[0].headers['content-type']).toBe(
        'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1',
      );
      const single = await get(`${one}/frames/1`, 'application/octet-stream');
      expect([...new Uint8Array(await single.arrayBuffer())]).toEqual([1, 0, 2, 0, 3, 0, 4, 1]);
    }));

  test('whole instances, of one and of a study', () =>
    withServer(async ({ get }) => {
      const single = await parts(await get(one));
      expect(single.type).toContain('type="application/dicom"');
      expect(single.parts[0].body.equals(CT('1.2.3.4.5'))).toBe(true);
      const study = await parts(await get('/studies/1.2.3'));
      expect(study.parts.map(part => part.body.equals(CT('1.2.3.4.6')))).toEqual([false, true]);
    }));

  test('a bare data set goes out as a DICOM file', () =>
    withServer(
      async ({ get }) => {
        const { body } = (await parts(await get(one))).parts[0];
        expect(body.toString('latin1', 128, 132)).toBe('DICM');
        expect(body.includes('1.2.840.10008.1.2.1')).toBe(true);
      },
      { 'a.dcm': makeDataSet(imageElements({})) },
    ));

  test.each([
    ['/studies/9.9/metadata', 404],
    [`${one}/frames/2`, 404],
    [`${one}/frames/0`, 404],
    [`${one}/frames/x`, 400],
    [`${one}/frames`, 400],
    [`${one}/bulkdata/00080018/1`, 404],
    [`${one}/thumbnail`, 404],
    [`${one}/rendered`, 404],
    ['/studies/1.2.3/series/1.2.3.4/thumbnail', 404],
    ['/nonsense', 404],
  ])('%s answers %d', (path, status) =>
    withServer(async ({ get }) => expect((await get(path)).status).toBe(status)),
  );

  test('fragments that belong to no frame are an error with a reason', () =>
    withServer(
      async ({ get }) => {
        const response = await get(`${one}/frames/1`);
        expect(response.status).toBe(500);
        expect(await response.text()).toContain('cannot tell which of 3 fragments');
      },
      {
        'a.dcm': makeFile(
          imageElements({}, [
            [0x00280008, 'IS', '2'],
            [0x7fe00010, 'OB', { fragments: [0, 2, 2, 2].map(n => Buffer.alloc(n)) }],
          ]),
          '1.2.840.10008.1.2.4.50',
        ),
      },
    ));
});

describe('storing', () => {
  const NEW = CT('1.2.3.4.7');
  const values = (answer: DicomJson, sequence: string, tag: string) =>
    ((answer[sequence]?.Value ?? []) as DicomJson[]).map(item => item[tag]?.Value?.[0]);

  test('is found at once, comes back byte by byte, and is there after a restart', () =>
    withServer(async ({ store, get, json, folder }) => {
      const response = await store([NEW]);
      expect(response.status).toBe(200);
      const answer = (await response.json()) as DicomJson;
      expect(values(answer, '00081199', '00081155')).toEqual(['1.2.3.4.7']);
      expect(values(answer, '00081199', '00081150')).toEqual(['1.2.840.10008.5.1.4.1.1.2']);
      const url = values(answer, '00081199', '00081190')[0] as string;
      const { body } = (await parts(await fetch(url))).parts[0];
      expect(body.equals(NEW)).toBe(true);
      expect(uids(await json('/studies/1.2.3/instances'), '00080018')).toHaveLength(3);
      expect((await get('/studies/1.2.3/series/1.2.3.4/instances/1.2.3.4.7/frames/1')).ok).toBe(
        true,
      );
      const again = await DicomStore.open([join(folder, 'data')], join(folder, 'state'));
      expect(again.find('1.2.3', '1.2.3.4', '1.2.3.4.7')).toHaveLength(1);
    }));

  test('the same again is no conflict, another content under the same UID is', () =>
    withServer(async ({ store, json }) => {
      expect((await store([CT('1.2.3.4.5')])).status).toBe(200);
      const changed = CT('1.2.3.4.5', [[0x00100010, 'PN', 'Someone^Else']]);
      const response = await store([changed]);
      expect(response.status).toBe(409);
      const answer = (await response.json()) as DicomJson;
      expect(values(answer, '00081198', '00081155')).toEqual(['1.2.3.4.5']);
      expect(values(answer, '00081198', '00081197')).toEqual([0x0111]);
      const [kept] = await json('/studies/1.2.3/metadata');
      expect(kept['00100010'].Value).toEqual([{ Alphabetic: 'Doe^Jane' }]);
    }));

  test('two at once under one new UID: one is stored, one refused', () =>
    withServer(async ({ store }) => {
      const other = CT('1.2.3.4.7', [[0x00100010, 'PN', 'Someone^Else']]);
      const responses = await Promise.all([store([NEW]), store([other])]);
      expect(responses.map(response => response.status).sort()).toEqual([200, 409]);
    }));

  test('a part of it answers 202', () =>
    withServer(async ({ store }) => {
      const response = await store([NEW, Buffer.from('no DICOM')]);
      expect(response.status).toBe(202);
      const answer = (await response.json()) as DicomJson;
      expect(values(answer, '00081199', '00081155')).toEqual(['1.2.3.4.7']);
      expect(values(answer, '0008119A', '00081197')).toEqual([0xc000]);
    }));

  test.each([
    ['no DICOM', Buffer.from('no DICOM')],
    ['half a file', CT('1.9').subarray(0, -4)],
    ['pixel data too short', CT('1.9', [[0x7fe00010, 'OW', Buffer.from([1, 2])]])],
    ['a bare data set', makeDataSet(imageElements({ sop: '1.9' }))],
    ['no series', makeFile(imageElements({ sop: '1.9' }, [[0x0020000e, 'UI', '']]))],
    ['a UID that leads out', makeFile(imageElements({ sop: '../../x' }))],
  ])('%s answers 400 and stores nothing', (_, bytes) =>
    withServer(async ({ store, json }) => {
      expect((await store([bytes])).status).toBe(400);
      expect(await json('/instances')).toHaveLength(3);
    }),
  );

  test('checks the study of the address and the media type', () =>
    withServer(async ({ store, get }) => {
      expect((await store([NEW], '/studies/9.9')).status).toBe(400);
      expect((await store([NEW], '/studies/1.2.3')).status).toBe(200);
      expect((await store([NEW], '/studies', 'application/json')).status).toBe(415);
      const url = (await get('/studies')).url;
      const post = (body: string | Uint8Array<ArrayBuffer>, type: string) =>
        fetch(url, { method: 'POST', body, headers: { 'content-type': type } });
      expect((await post(Uint8Array.from(CT('1.8')), 'application/dicom')).status).toBe(200);
      expect((await post('--x', 'multipart/related; boundary=b')).status).toBe(400);
      expect((await post('--b--', 'multipart/related; boundary=b')).status).toBe(400);
      expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
    }));
});

test('files that cannot be served are named with the reason, never a crash', () =>
  withServer(
    async ({ store_: store, json }) => {
      expect(store.skipped).toEqual([
        { path: 'b.dcm', reason: 'has the same UIDs as a.dcm, which is served' },
        { path: 'c.dcm', reason: 'has no Study Instance UID' },
        { path: 'd.txt', reason: 'not a DICOM file' },
        { path: 'e.dcm', reason: 'is a DICOMDIR, an index without images of its own' },
      ]);
      expect(store.warnings).toEqual([
        { path: 'f.dcm', reason: 'pixel data ends early: 4 of 8 bytes are there' },
        { path: 'g.dcm', reason: 'pixel data is too short: 2 of 8 bytes are there' },
      ]);
      expect(await json('/instances')).toHaveLength(3);
    },
    {
      'a.dcm': CT('1.1'),
      'b.dcm': CT('1.1'),
      'c.dcm': CT('1.2', [[0x0020000d, 'UI', '']]),
      'd.txt': Buffer.from('A text file.'),
      'e.dcm': CT('1.3', [[0x00080016, 'UI', '1.2.840.10008.1.3.10']]),
      'f.dcm': CT('1.4').subarray(0, -4),
      'g.dcm': CT('1.5', [[0x7fe00010, 'OW', Buffer.from([1, 2])]]),
    },
  ));
