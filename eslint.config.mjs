import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const SOURCE = './extension/src';
const folders = path =>
  readdirSync(path, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name);
const features = folders(`${SOURCE}/features`);

/** What each ring may import besides itself. See ARCHITECTURE.md, "who may import whom". */
const RINGS = {
  core: [],
  inference: ['core'],
  i18n: ['core', 'inference'],
  host: ['core', 'inference', 'i18n'],
  ui: ['core', 'inference', 'i18n'],
  features: ['core', 'inference', 'i18n', 'host', 'ui'],
};

/** The features that one may use; the later ones may use these. */
const USES = {
  runtime: [],
  findings: [],
  prompting: ['runtime', 'findings'],
  propagation: ['runtime', 'findings', 'prompting'],
  cleanup: ['findings', 'prompting'],
  carryOver: ['findings', 'prompting'],
  automatic: ['runtime', 'findings', 'prompting'],
  lesionSearch: ['runtime', 'findings', 'prompting'],
  organs: ['runtime', 'findings', 'prompting'],
  findingsList: ['findings'],
  lesions: ['runtime', 'findings', 'prompting', 'propagation'],
  export: ['findings'],
  workflow: ['findings'],
  drafts: ['findings', 'prompting', 'export'],
  followUp: ['findings', 'findingsList', 'prompting'],
};

const zones = [
  ...Object.entries(RINGS).map(([ring, inner]) => ({
    target: `${SOURCE}/${ring}`,
    from: SOURCE,
    except: [ring, ...inner].map(name => `./${name}`),
    message: `${ring} imports only ${['itself', ...inner].join(', ')}.`,
  })),
  ...features.flatMap(feature => [
    {
      target: `${SOURCE}/features/${feature}`,
      from: `${SOURCE}/features`,
      except: [feature, ...(USES[feature] ?? features)].map(name => `./${name}`),
      message:
        'Features use one another in one direction: runtime ← prompting → findings ← export; propagation, automatic, organs, lesionSearch → prompting; cleanup, carryOver → prompting, findings; findingsList → findings; lesions → propagation; drafts → prompting, findings, export; followUp → findingsList, findings, prompting.',
    },
    {
      target: [
        ...folders(SOURCE).filter(name => name !== 'features'),
        ...features.filter(name => name !== feature).map(name => `features/${name}`),
        'index.tsx',
      ].map(name => `${SOURCE}/${name}`),
      from: `${SOURCE}/features/${feature}`,
      except: ['./index.ts'],
      message: `A feature is imported only by its door: features/${feature}.`,
    },
  ]),
];

const forbid = (regex, message, more = {}) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    { patterns: [{ regex, message, ...more }] },
  ],
});

const packages = [
  {
    files: ['extension/src/core/**'],
    rules: {
      ...forbid(
        '^@cornerstonejs/|^@ohif/|^onnxruntime|^react|^comlink|^zustand',
        'core is pure: it imports plain libraries only.',
      ),
      'no-restricted-globals': ['error', 'window', 'document', 'navigator', 'self', 'fetch'],
    },
  },
  {
    files: ['extension/src/inference/**'],
    ignores: ['extension/src/inference/runtime/**'],
    rules: forbid(
      '^@cornerstonejs/|^@ohif/|^onnxruntime|^react',
      'inference knows no viewer; onnxruntime only under inference/runtime.',
    ),
  },
  {
    files: ['extension/src/{ui,i18n}/**'],
    rules: forbid(
      '^@cornerstonejs/|^@ohif/|^onnxruntime|(^|/)inference/(runtime|worker|service)',
      'React reads stores; it never touches the viewer, voxels or the runtime.',
    ),
  },
  {
    files: ['extension/src/{host,features,app}/**', 'extension/src/index.tsx', 'mode/src/**'],
    rules: forbid(
      '^@cornerstonejs/|^@ohif/|^onnxruntime',
      'The viewer brings its own cornerstone: import types only. onnxruntime is for inference/runtime.',
      { allowTypeImports: true },
    ),
  },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '.cache/**', 'node_modules/**', 'test-results/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    plugins: { 'import-x': importX, 'react-hooks': reactHooks },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-undef': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
    },
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({ extensions: ['.ts', '.tsx', '.mjs', '.js'] }),
      ],
    },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['**/*.tsx'], rules: { ...reactHooks.configs.recommended.rules } },
  // A suite is one function to ESLint, and so is a machine of fakes.
  { files: ['test/{unit,e2e}/**'], rules: { 'max-lines-per-function': 'off' } },
  ...packages,
);
