import js from '@eslint/js';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const forbid = patterns => ({
  'no-restricted-imports': ['error', { patterns }],
});
const outside = message => ({ message });

/** A feature is one unit: others come in by its `index.ts`. */
const doors = {
  regex: '^(\\.\\./)+(features/)?(prompting|runtime|findings|export)/.',
  ...outside('A feature is imported only by its door: features/NAME.'),
};

/** The rings: core <- inference <- host and ui. See ARCHITECTURE.md, "who may import whom". */
const rings = [
  {
    files: ['extension/src/core/**'],
    rules: forbid([
      {
        regex:
          '(^|/)(inference|host|features|app|ui|i18n)(/|$)|^@cornerstonejs/|^@ohif/|^onnxruntime|^react|^comlink|^zustand',
        ...outside('core is pure: it imports nothing outside core but plain libraries.'),
      },
    ]),
  },
  {
    files: ['extension/src/core/**'],
    rules: {
      'no-restricted-globals': ['error', 'window', 'document', 'navigator', 'self', 'fetch'],
    },
  },
  {
    files: ['extension/src/inference/**'],
    ignores: ['extension/src/inference/runtime/**'],
    rules: forbid([
      {
        regex: '(^|/)(host|features|app|ui|i18n)(/|$)|^@cornerstonejs/|^@ohif/|^onnxruntime|^react',
        ...outside('inference imports core; onnxruntime only under inference/runtime.'),
      },
    ]),
  },
  {
    files: ['extension/src/ui/**', 'extension/src/i18n/**'],
    rules: forbid([
      {
        regex: '^@cornerstonejs/|^@ohif/|^onnxruntime|(^|/)inference/(runtime|worker|service)',
        ...outside('React reads stores; it never touches the viewer, voxels or the runtime.'),
      },
      doors,
    ]),
  },
  {
    files: [
      'extension/src/host/**',
      'extension/src/features/**',
      'extension/src/app/**',
      'extension/src/index.tsx',
      'mode/src/**',
    ],
    rules: {
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^@cornerstonejs/|^@ohif/',
              allowTypeImports: true,
              message: 'The viewer brings its own cornerstone: import types only.',
            },
            { regex: '^onnxruntime', message: 'onnxruntime lives in inference/runtime.' },
            doors,
          ],
        },
      ],
    },
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
      'max-lines': ['error', { max: 420, skipComments: false, skipBlankLines: true }],
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
  ...rings,
);
