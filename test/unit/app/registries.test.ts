import { createRegistries } from '../../../extension/src/app/registries';
import { BUILT_IN_TOOLS, type PromptTool } from '../../../extension/src/features/prompting';
import type { Host } from '../../../extension/src/host/ohif';

const circle: PromptTool = { ...BUILT_IN_TOOLS[2], id: 'circle', key: undefined };
const section = {
  id: 'notes',
  order: 150,
  texts: { title: { en: 'Notes', zh: '' } },
  mount: jest.fn(),
};

function registriesWith(customizations: Record<string, unknown>) {
  const getCustomization = jest.fn((id: string) => customizations[id]);
  const host = { services: { customizationService: { getCustomization } } } as unknown as Host;
  return createRegistries(host);
}

let warned: jest.SpyInstance;
beforeEach(() => (warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined)));
afterEach(() => warned.mockRestore());

test('without other extensions there are this project’s tools', () => {
  const registries = registriesWith({});
  expect(registries.promptTools()).toEqual(BUILT_IN_TOOLS);
  expect(registries.panelSections()).toEqual([]);
});

test('what other extensions add comes after, and the list stays the same until it is changed', () => {
  const customizations: Record<string, unknown> = { 'sam.promptTools': [circle] };
  const registries = registriesWith(customizations);
  expect(registries.promptTools().map(({ id }) => id)).toEqual([
    ...BUILT_IN_TOOLS.map(({ id }) => id),
    'circle',
  ]);
  expect(registries.promptTools()).toBe(registries.promptTools());
  customizations['sam.promptTools'] = [];
  expect(registries.promptTools()).toHaveLength(BUILT_IN_TOOLS.length);
});

test.each<[string, unknown]>([
  ['id is of letters', { ...circle, id: 'a b' }],
  ['id is of letters', null],
  ['there is a "box" already', { ...circle, id: 'box' }],
  ['gesture is one of click, drag, path', { ...circle, gesture: 'wave' }],
  ['toPrompt is a function', { ...circle, toPrompt: 'no' }],
  ['icon has toolbar and path', { ...circle, icon: undefined }],
  ['texts.prompt.en is a text', { ...circle, texts: { ...circle.texts, prompt: undefined } }],
])('a tool that is not as it has to be is left out and named: %s', (problem, tool) => {
  const registries = registriesWith({ 'sam.promptTools': [tool, circle] });
  expect(
    registries
      .promptTools()
      .map(({ id }) => id)
      .slice(-1),
  ).toEqual(['circle']);
  expect(registries.promptTools()).toHaveLength(BUILT_IN_TOOLS.length + 1);
  expect(warned.mock.calls.join(' ')).toContain(problem);
});

test.each<[string, unknown]>([
  ['order is a number', { ...section, order: 'first' }],
  ['mount is a function', { ...section, mount: null }],
  ['texts.title.en is a text', { ...section, texts: {} }],
])('so is a section: %s', (problem, broken) => {
  const registries = registriesWith({ 'sam.panelSections': [broken, section] });
  expect(registries.panelSections()).toEqual([section]);
  expect(warned.mock.calls.join(' ')).toContain(problem);
});
