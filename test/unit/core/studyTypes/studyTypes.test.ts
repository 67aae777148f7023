import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  qualify,
  type Reason,
  type SeriesFacts,
  type StudyFacts,
} from '../../../../extension/src/core/studyTypes/qualify';
import { readSiteConfig } from '../../../../extension/src/core/studyTypes/siteConfig';

const doc = readFileSync(path.resolve(__dirname, '../../../../docs/study-types.md'), 'utf8');
const [, example] = /^```json file=studyTypes\.json\n([\s\S]*?)^```$/m.exec(doc) ?? [];
const { config, problems } = readSiteConfig({ studyTypes: JSON.parse(example ?? '') });

const series = (change: Partial<SeriesFacts> = {}): SeriesFacts => ({
  ...{ modality: 'CT', bodyPart: undefined, description: 'axial', slices: 100 },
  ...change,
});
const study = (all: readonly SeriesFacts[], change: Partial<StudyFacts> = {}): StudyFacts => ({
  modalities: [...new Set(all.map(({ modality }) => modality))],
  ...{ description: '', series: all, procedureCodes: [] },
  ...change,
});
const mr = (description: string, change: Partial<SeriesFacts> = {}) =>
  series({ modality: 'MR', bodyPart: 'BRAIN', description, slices: 24, ...change });

test('the examples of the document are right', () => {
  expect(problems).toEqual([]);
  expect(config.studyTypes?.map(({ id }) => id)).toEqual([
    'ct-abdomen',
    'ct-chest',
    'mr-brain',
    'mr-brain-by-code',
  ]);
});

test.each<[string, StudyFacts, string]>([
  [
    'an abdomen by its description',
    study([series()], { description: 'CT Abdomen + contrast' }),
    'ct-abdomen',
  ],
  ['one in Chinese', study([series()], { description: '上腹部增强' }), 'ct-abdomen'],
  ['a chest by its body part', study([series({ bodyPart: 'Chest' })]), 'ct-chest'],
  ['a brain by body part and sequence', study([mr('localizer'), mr('ax T2 TSE')]), 'mr-brain'],
  [
    'a brain by its procedure code',
    study([mr('sag', { bodyPart: undefined })], {
      procedureCodes: [{ scheme: 'LN', value: '24590-2' }],
    }),
    'mr-brain-by-code',
  ],
  [
    'a PET-CT with a chest',
    study([series({ modality: 'PT' }), series({ bodyPart: 'CHEST' })]),
    'ct-chest',
  ],
  [
    'a listed study that is not read yet',
    { modalities: ['CT', 'SEG'], description: 'ABDOMEN', instances: 300 },
    'ct-abdomen',
  ],
  ['a listed study without a description', { modalities: ['MR'] }, 'mr-brain'],
])('%s qualifies', (_name, facts, id) => {
  expect(qualify(facts, config.studyTypes)).toMatchObject({ qualifies: true, type: { id } });
});

test.each<[string, StudyFacts, string, Pick<Reason, 'criterion' | 'wanted' | 'found'>]>([
  [
    'an ultrasound',
    study([series({ modality: 'US' })]),
    'ct-abdomen',
    { criterion: 'modalities', wanted: 'CT', found: 'US' },
  ],
  [
    'a knee',
    study([series()], { description: 'CT knee' }),
    'ct-abdomen',
    {
      criterion: 'studyDescriptions',
      wanted: '*abd*, *liver*, *pelvis*, *腹*, *肝*',
      found: 'CT knee',
    },
  ],
  [
    'a chest of few slices',
    study([series({ bodyPart: 'CHEST', slices: 2 }), series({ bodyPart: 'CHEST', slices: 39 })]),
    'ct-chest',
    { criterion: 'minimumSlices', wanted: '40', found: '39' },
  ],
  [
    'a chest whose long series is of another part',
    study([series({ bodyPart: 'CHEST', slices: 3 }), series({ bodyPart: 'NECK' })]),
    'ct-chest',
    { criterion: 'minimumSlices', wanted: '40', found: '3' },
  ],
  [
    'a chest that states no body part',
    study([series()]),
    'ct-chest',
    { criterion: 'bodyParts', wanted: 'CHEST, THORAX, LUNG', found: '' },
  ],
  [
    'a spine',
    study([mr('ax T2', { bodyPart: 'CSPINE' })]),
    'mr-brain',
    { criterion: 'bodyParts', wanted: 'BRAIN, HEAD', found: 'CSPINE' },
  ],
  [
    'an angiography of the brain',
    study([mr('TOF')]),
    'mr-brain',
    { criterion: 'seriesDescriptions', wanted: '*T1*, *T2*, *FLAIR*, *DWI*, *DIFF*', found: 'TOF' },
  ],
  [
    'a brain of another code',
    study([mr('TOF')], { procedureCodes: [{ scheme: 'LN', value: '1-1' }] }),
    'mr-brain-by-code',
    { criterion: 'procedureCodes', wanted: 'LN 24590-2', found: 'LN 1-1' },
  ],
  [
    'a listed study of few images',
    { modalities: ['CT'], description: 'liver', instances: 19 },
    'ct-abdomen',
    { criterion: 'minimumSlices', wanted: '20', found: '19' },
  ],
])('%s does not, and says why', (_name, facts, id, reason) => {
  const found = qualify(facts, config.studyTypes);
  expect(found.qualifies).toBe(false);
  const reasons = found.qualifies ? [] : found.reasons;
  expect(reasons).toHaveLength(4);
  expect(reasons.find(({ type }) => type.id === id)).toMatchObject(reason);
});

test('without types every study qualifies', () => {
  expect(qualify(study([series({ modality: 'US' })]), undefined).qualifies).toBe(true);
});

const type = (change: object) => ({ id: 'a', name: { en: 'A' }, ...change });

test.each<[string, unknown, string, string]>([
  ['no object', 'on', 'sam', 'type'],
  ['a setting that there is not', { modelUrl: '/models/' }, 'sam.modelUrl', 'unknown'],
  ['a folder without a slash', { modelsUrl: '/models' }, 'sam.modelsUrl', 'form'],
  ['a time that is a text', { archiveTimeoutSeconds: '60' }, 'sam.archiveTimeoutSeconds', 'type'],
  ['a time of nothing', { archiveTimeoutSeconds: 0 }, 'sam.archiveTimeoutSeconds', 'small'],
  ['a switch that is a text', { keepWork: 'no' }, 'sam.keepWork', 'type'],
  ['types that are no list', { studyTypes: type({}) }, 'sam.studyTypes', 'type'],
  ['a type without a name', { studyTypes: [{ id: 'a' }] }, 'sam.studyTypes[0].name', 'type'],
  ['an id with a blank', { studyTypes: [type({ id: 'a b' })] }, 'sam.studyTypes[0].id', 'form'],
  [
    'slices that are half',
    { studyTypes: [type({}), type({ id: 'b', minimumSlices: 20.5 })] },
    'sam.studyTypes[1].minimumSlices',
    'type',
  ],
  [
    'slices below one',
    { studyTypes: [type({ minimumSlices: 0 })] },
    'sam.studyTypes[0].minimumSlices',
    'small',
  ],
  [
    'a list of no body parts',
    { studyTypes: [type({ bodyParts: [] })] },
    'sam.studyTypes[0].bodyParts',
    'empty',
  ],
  [
    'a modality in small letters',
    { studyTypes: [type({ modalities: ['CT', 'mr'] })] },
    'sam.studyTypes[0].modalities[1]',
    'form',
  ],
  [
    'a criterion that is spelt wrong',
    { studyTypes: [type({ bodyPart: ['CHEST'] })] },
    'sam.studyTypes[0].bodyPart',
    'unknown',
  ],
  [
    'a code without its scheme',
    { studyTypes: [type({ procedureCodes: [{ value: '1' }] })] },
    'sam.studyTypes[0].procedureCodes[0].scheme',
    'type',
  ],
  ['an id twice', { studyTypes: [type({}), type({})] }, 'sam.studyTypes[1].id', 'twice'],
])('a wrong configuration, %s, is named with its path', (_name, raw, at, problem) => {
  const read = readSiteConfig(raw);
  expect(read.problems.map(found => [found.path, found.problem])).toEqual([[at, problem]]);
});

test('what is right beside what is wrong holds', () => {
  const read = readSiteConfig({
    keepWork: false,
    archiveTimeoutSeconds: -1,
    studyTypes: [type({ minimumSlices: 'many' }), type({ id: 'b' })],
  });
  expect(read.config).toMatchObject({ keepWork: false, studyTypes: [{ id: 'b' }] });
  expect(read.config.archiveTimeoutSeconds).toBeUndefined();
  expect(readSiteConfig({ studyTypes: [{}] }).config.studyTypes).toBeUndefined();
});

test.each([undefined, null, {}])('no configuration (%p) is none that is wrong', raw => {
  expect(readSiteConfig(raw)).toEqual({ config: {}, problems: [] });
});
