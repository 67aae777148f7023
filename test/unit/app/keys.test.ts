import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AUTOMATIC_KEYS } from '../../../extension/src/features/automatic';
import { BUILT_IN_TOOLS, promptingKeys } from '../../../extension/src/features/prompting';
import { CLEANUP_KEYS } from '../../../extension/src/features/cleanup';
import { LESIONS_KEYS } from '../../../extension/src/features/lesions';
import { ORGAN_KEYS } from '../../../extension/src/features/organs';
import { FINDINGS_LIST_KEYS } from '../../../extension/src/features/findingsList';
import { LESION_SEARCH_KEYS } from '../../../extension/src/features/lesionSearch';
import { PROPAGATION_KEYS } from '../../../extension/src/features/propagation';
import { WORKFLOW_KEYS } from '../../../extension/src/features/workflow';
import { createTexts } from '../../../extension/src/i18n/texts';
import { hotkeyBindings, keyText, panelKeys } from '../../../extension/src/ui/keys';

const BINDINGS = [
  ...promptingKeys(BUILT_IN_TOOLS),
  ...PROPAGATION_KEYS,
  ...AUTOMATIC_KEYS,
  ...CLEANUP_KEYS,
  ...FINDINGS_LIST_KEYS,
  ...LESIONS_KEYS,
  ...WORKFLOW_KEYS,
  ...LESION_SEARCH_KEYS,
  ...ORGAN_KEYS,
];
/** The viewer's own, which the README names as well. */
const OF_THE_VIEWER = ['Ctrl+Z', 'Ctrl+Y'];

test('the README lists every key, and no other', () => {
  const readme = readFileSync(path.join(__dirname, '../../../README.md'), 'utf8');
  const table = readme.split('| key | what |')[1].split('\n\n')[0];
  const listed = [...table.matchAll(/^\| ([^|-][^|]*) \|/gm)].flatMap(([, keys]) =>
    keys.split(', '),
  );
  const bound = [...BINDINGS.map(({ keys }) => keyText(keys)), ...OF_THE_VIEWER];
  expect([...listed].sort()).toEqual([...bound].sort());
});

test('no key is bound twice', () => {
  const keys = BINDINGS.map(({ keys }) => keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test('the viewer gets the bindings in its language; the panel shows them', () => {
  const [include] = hotkeyBindings(BINDINGS, createTexts('zh'));
  expect(include).toEqual({
    commandName: 'samSelectTool',
    commandOptions: { tool: 'include' },
    label: 'SAM: 包含点',
    keys: ['p'],
    isEditable: true,
  });
  expect(panelKeys(BINDINGS)).toMatchObject({ previousCandidate: 'Shift+M', undo: 'Ctrl+Z' });
});
