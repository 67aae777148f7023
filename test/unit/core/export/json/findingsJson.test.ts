import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {
  FindingsFileError,
  fromMaskRecord,
  imageKey,
  pseudonymise,
  readFindings,
  toMaskRecord,
  writeFindings,
  type FindingsDocument,
} from '../../../../../extension/src/core/export/json';
import { fromRunLengths, toRunLengths } from '../../../../../extension/src/core/export/runLengths';
import { fromFull, toFull } from '../../../../../extension/src/core/mask/regionMask';
import { measureSegment } from '../../../../../extension/src/core/measure';
import { findingsJsonSchema } from '../../../../conformance/jsonSchema';
import { ibsiPhantom } from '../../measure/ibsiPhantom';

const v1 = readFileSync(path.join(__dirname, 'findings.v1.json'), 'utf8');

// JSON knows no minus zero.
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).map(x => x + 0);
const point = fc.tuple(real, real);
const positive = fc.double({ min: 0.01, max: 1e4, noNaN: true });
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const polarity = fc.constantFrom('include' as const, 'exclude' as const);
const code = fc.record({ value: text, scheme: text, meaning: text });
const optional = { requiredKeys: [] };
const count = fc.nat(1000);

const prompt = fc.oneof(
  fc.record({ kind: fc.constant('point' as const), polarity, at: point }),
  fc.record({ kind: fc.constant('box' as const), corners: fc.tuple(point, point) }),
  fc.record({ kind: fc.constant('scribble' as const), polarity, path: fc.array(point) }),
  fc.record({ kind: fc.constant('lasso' as const), path: fc.array(point) }),
);

const edit = fc.record({
  kind: fc.constantFrom('keep-largest' as const, 'fill-holes' as const, 'smooth' as const),
  ...{ added: count, removed: count },
});

const COLUMNS = 9;
const ROWS = 7;
const mask = (images: number) =>
  fc
    .tuple(
      fc.nat(images - 1),
      fc.array(fc.nat(1), { minLength: COLUMNS * ROWS, maxLength: COLUMNS * ROWS }),
    )
    .map(([image, full]) => toMaskRecord(image, fromFull(full, COLUMNS, ROWS)));

const measured = measureSegment({ slices: ibsiPhantom, units: 'HU' })!;
const measurements = fc.constantFrom(
  null,
  JSON.parse(JSON.stringify(measured)) as FindingsDocument['findings'][number]['measurements'],
);

const finding = (images: number) =>
  fc.record(
    {
      label: text,
      description: text,
      property: fc.record(
        {
          category: code,
          type: code,
          typeModifiers: fc.array(code, { maxLength: 2 }),
          region: code,
          regionModifiers: fc.array(code, { maxLength: 2 }),
        },
        { requiredKeys: ['category', 'type'] },
      ),
      algorithm: fc.oneof(
        fc.record({ type: fc.constant('MANUAL' as const) }),
        fc.record(
          {
            type: fc.constantFrom('SEMIAUTOMATIC' as const, 'AUTOMATIC' as const),
            name: text,
            version: text,
            family: code,
            source: text,
            parameters: text,
          },
          { requiredKeys: ['type', 'name'] },
        ),
      ),
      tracking: fc.record({ id: text, uid: text }),
      color: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
      masks: fc.array(mask(images), { maxLength: 4 }),
      steps: fc.array(
        fc.record(
          {
            image: fc.nat(images - 1),
            prompts: fc.array(prompt, { maxLength: 5 }),
            model: text,
            region: fc.record({ x: real, y: real, width: positive, height: positive }),
            window: fc.record({ lower: real, upper: real }),
            token: fc.nat(3),
            made: fc.constantFrom('prompted', 'corrected', 'checked', 'propagated', 'automatic'),
          },
          { requiredKeys: ['image', 'prompts', 'model', 'region', 'window', 'token'] },
        ),
        { maxLength: 3 },
      ),
      edits: fc.array(edit, { maxLength: 2 }),
      status: fc.constantFrom('candidate', 'accepted', 'reviewed'),
      role: fc.constantFrom('target', 'non-target'),
      measurements,
    },
    { requiredKeys: ['label', 'property', 'algorithm', 'masks', 'steps', 'edits', 'measurements'] },
  );

const image = fc.record(
  {
    key: text,
    sopInstanceUID: text,
    seriesInstanceUID: text,
    frameNumber: count,
    columns: fc.constant(COLUMNS),
    rows: fc.constant(ROWS),
    pixelSpacing: fc.option(fc.tuple(positive, positive)),
    geometry: fc.option(
      fc.record({
        imagePositionPatient: fc.tuple(real, real, real),
        imageOrientationPatient: fc.array(real, { minLength: 6, maxLength: 6 }),
        pixelSpacing: fc.tuple(positive, positive),
      }),
    ),
  },
  { requiredKeys: ['key', 'columns', 'rows', 'pixelSpacing', 'geometry'] },
);

const keywords = fc.constantFrom('PatientID', 'PatientName', 'StudyDate', 'crop', 'window');
const document = fc.array(image, { minLength: 1, maxLength: 4 }).chain(images =>
  fc
    .tuple(
      fc.record({
        format: fc.constant('ohif-sam-findings' as const),
        version: fc.constant(5 as const),
        software: fc.record({ name: text, version: text }),
        units: fc.constantFrom('HU' as const, 'SUV' as const, 'arbitrary' as const),
        models: fc.array(fc.record({ id: text, name: text, sha256: fc.array(text) })),
        settings: fc.dictionary(keywords, fc.oneof(text, real, fc.boolean()), {
          noNullPrototype: true,
        }),
        images: fc.constant(images),
        findings: fc.array(finding(images.length), { maxLength: 3 }),
      }),
      fc.record(
        { created: text, study: fc.dictionary(keywords, text, { noNullPrototype: true }) },
        optional,
      ),
    )
    .map(([required, rest]): FindingsDocument => ({ ...required, ...rest })),
);

describe('findings as JSON', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(document, doc => {
        expect(readFindings(writeFindings(doc))).toEqual(doc);
      }),
      { numRuns: 200 },
    );
  });

  it('of the last version still load', () => {
    const doc = readFindings(v1);
    expect(doc.findings[0].label).toBe('右肺结节 <img onerror>');
    const { masks } = doc.findings[0];
    expect([...toFull(fromMaskRecord(masks[0]), 4, 3)]).toEqual([
      0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,
    ]);
    expect(doc.findings[0].steps[0].prompts).toHaveLength(2);
    expect(doc.findings[0].edits).toEqual([]);
  });

  it('name nobody once they are pseudonymous', () => {
    const written = writeFindings(pseudonymise(readFindings(v1)));
    for (const secret of ['P-001', '4711', '2.25', '2026', '右肺', 'L1']) {
      expect(written).not.toContain(secret);
    }
    expect(readFindings(written).findings[0]).toMatchObject({ label: 'Nodule 1' });
  });

  it('find their images by key', () => {
    expect(imageKey('2.25.4711')).toMatch(/^[0-9a-f]{32}$/);
    expect(imageKey('2.25.4711', 1)).not.toBe(imageKey('2.25.4711'));
  });

  it('are described by the JSON Schema beside the code', () => {
    const file = '../../../../../extension/src/core/export/json/findings.schema.json';
    const schema: unknown = JSON.parse(readFileSync(path.join(__dirname, file), 'utf8'));
    // When this fails: npx tsx test/conformance/writeJsonSchema.ts
    expect(schema).toEqual(JSON.parse(JSON.stringify(findingsJsonSchema())));
  });

  it.each([
    ['no JSON', 'nonsense', 'no-findings-file', ''],
    ['another JSON', '{"a":1}', 'no-findings-file', ''],
    ['a newer version', v1.replace('"version": 1,', '"version": 9,'), 'newer-version', '9'],
    ['no version', v1.replace('"version": 1,', ''), 'damaged', 'version'],
    ['a missing field', v1.replace('"units": "HU",', ''), 'damaged', 'units'],
    ['a run too long', v1.replace('[1, 2, 1]', '[1, 2, 2]'), 'damaged', 'findings.0.masks.0.runs'],
    ['a mask off its image', v1.replace('"x": 1', '"x": 3'), 'damaged', 'findings.0.masks.0'],
    [
      'an unknown image',
      v1.replace('"image": 0,\n', '"image": 7,\n'),
      'damaged',
      'findings.0.steps.0.image',
    ],
  ])('are refused with the place: %s', (_name, content, problem, where) => {
    let error: unknown;
    try {
      readFindings(content);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(FindingsFileError);
    expect(error).toMatchObject({ problem, where: expect.stringContaining(where) as string });
    expect(String(error)).not.toMatch(/P-001|结节/);
  });
});

describe('run lengths', () => {
  it('give every mask back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1)), pixels => {
        const mask = Uint8Array.from(pixels);
        expect(fromRunLengths(toRunLengths(mask), mask.length)).toEqual(mask);
      }),
    );
    expect(toRunLengths(Uint8Array.of(1, 1, 0))).toEqual([0, 2, 1]);
    expect(() => fromRunLengths([1, 2], 4)).toThrow(RangeError);
  });
});
