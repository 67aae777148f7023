import { createWorkflow, type Workflow } from '../../../extension/src/features/workflow';
import { createTexts } from '../../../extension/src/i18n/texts';

type Deps = Parameters<typeof createWorkflow>[0];

function bench(change: Partial<Deps> = {}, remembered?: string) {
  const kept: (string | null)[] = [];
  const tools: (string | null)[] = [];
  const layouts: string[] = [];
  const workflow = createWorkflow({
    host: { services: { displaySetService: { getActiveDisplaySets: () => [] } } } as never,
    images: { studyUid: () => '1.2', onMore: () => () => undefined },
    texts: createTexts('en'),
    ...{ studyTypes: undefined, problems: [] },
    memory: {
      recallStep: async () => remembered,
      keepStep: async step => void kept.push(step),
    },
    selectTool: tool => void tools.push(tool),
    showLayout: layout => void layouts.push(layout),
    ...change,
  });
  return { workflow, kept, tools, layouts };
}

const stepOf = ({ store }: Workflow) => store.getState().step;

test('a step opens its sections, gives its tool and layout, and is remembered', () => {
  const { workflow, kept, tools, layouts } = bench();
  workflow.setStep('organ');
  expect(workflow.store.getState().open.has('tools')).toBe(true);
  expect(workflow.store.getState().open.has('save')).toBe(false);
  workflow.setStep('report');
  expect(workflow.store.getState().open.has('save')).toBe(true);
  expect([kept, tools, layouts]).toEqual([
    ['organ', 'report'],
    ['box', null],
    ['one', 'one'],
  ]);
});

test('steps are left and entered again, and end at both ends', () => {
  const { workflow, kept } = bench();
  workflow.moveStep(1);
  workflow.moveStep(1);
  expect(stepOf(workflow)).toBe('lesions');
  workflow.moveStep(-1);
  workflow.moveStep(-1);
  expect(stepOf(workflow)).toBe('organ');
  workflow.setStep(null);
  expect(stepOf(workflow)).toBeNull();
  workflow.moveStep(-1);
  expect(stepOf(workflow)).toBe('report');
  workflow.setStep('no such step');
  expect(stepOf(workflow)).toBeNull();
  expect(kept.at(-1)).toBeNull();
});

test('a section that the reader opens or folds stays so until the next step', () => {
  const { workflow } = bench();
  workflow.setStep('organ');
  workflow.setOpen('save', true);
  workflow.setOpen('tools', false);
  expect(workflow.store.getState().open.has('save')).toBe(true);
  expect(workflow.store.getState().open.has('tools')).toBe(false);
  workflow.setStep('lesions');
  expect(workflow.store.getState().open.has('save')).toBe(false);
});

test('the study opens in the step that it was left in, unless the reader was faster', async () => {
  const remembering = bench({}, 'measure');
  remembering.workflow.lead();
  remembering.workflow.start();
  await Promise.resolve();
  expect(stepOf(remembering.workflow)).toBe('measure');

  const faster = bench({}, 'measure');
  faster.workflow.lead();
  faster.workflow.start();
  faster.workflow.setStep('organ');
  await Promise.resolve();
  expect(stepOf(faster.workflow)).toBe('organ');

  const elsewhere = bench({}, 'measure');
  elsewhere.workflow.start();
  await Promise.resolve();
  expect(stepOf(elsewhere.workflow)).toBeNull();
});

test('a study of the list is refused with the reasons of all types', () => {
  const studyTypes = [
    { id: 'ct', name: { en: 'CT chest' }, modalities: ['CT'] },
    { id: 'mr', name: { en: 'MR brain' }, modalities: ['MR'], minimumSlices: 20 },
  ];
  const { workflow } = bench({ studyTypes });
  const at = (modalities: string, instances: number) =>
    workflow.offeredFor({ modalities, study: { instances } });
  expect(at('MR\\SEG', 30)).toEqual({ valid: true, description: '' });
  expect(at('MR', 12)).toEqual({
    valid: false,
    description:
      'Not CT chest: it needs CT, and the study has MR. ' +
      'Not MR brain: it needs a series of 20 slices or more, and the largest has 12.',
  });
  expect(at('SR', 1)).toEqual({
    valid: false,
    description: 'The study has no images to segment.',
  });
});
