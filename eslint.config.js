import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** One way through: what each folder of src/ may import from, besides itself. */
const MAY_IMPORT = {
  common: [],
  spec: ['common'],
  network: ['common', 'spec'],
  graph: ['common', 'spec', 'network'],
  engine: ['common', 'spec', 'network', 'graph'],
  data: ['common', 'spec'],
  run: ['common', 'spec', 'network', 'data'],
  train: ['common', 'spec', 'network', 'graph', 'engine', 'data', 'run'],
  verify: ['common', 'spec', 'network', 'graph', 'engine', 'data', 'run', 'train'],
  sweep: ['common', 'spec', 'network', 'graph', 'engine', 'data', 'run', 'train', 'verify'],
  report: ['common', 'spec', 'network', 'graph', 'engine', 'data', 'run', 'train', 'verify', 'sweep'],
  cli: ['common', 'spec', 'network', 'graph', 'engine', 'data', 'run', 'train', 'verify', 'sweep', 'report'],
};
const zones = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  target: `./src/${folder}`,
  from: './src',
  except: [folder, ...allowed].map((name) => `./${name}`),
  message: `src/${folder} imports only from ${allowed.map((name) => `src/${name}`).join(', ') || 'itself'}.`,
}));
const TFJS = '^@tensorflow/(?!tfjs-node-gpu/dist/proto/api_pb\\.js$)';

export default tseslint.config(
  { ignores: ['build/', 'node_modules/', 'results/', 'test/fixtures/'] },
  js.configs.recommended,
  {
    files: ['**/*.js', '**/*.cjs', 'bin/dropin'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        performance: 'readonly',
        fetch: 'readonly',
        AbortController: 'readonly',
      },
    },
  },
  {
    files: ['bin/dropin', '**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { require: 'readonly' } },
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'scripts/**/*.ts', 'vitest.config.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.js'] } })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/engine/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: TFJS, message: 'Only src/engine imports TensorFlow for JavaScript.' }] },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: `ImportExpression[source.value=/${TFJS.replaceAll('/', '\\/')}/]`,
          message: 'Only src/engine imports TensorFlow for JavaScript.',
        },
      ],
    },
  },
);
