import { builtinModules } from 'node:module'
import tseslint from 'typescript-eslint'

/**
 * Formatting and ordinary lint are Biome's. Here are the rules that need types across packages, and the rules that
 * keep the engine on its injected runtime, so that the whole of it runs under a virtual clock.
 */

const timers = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate']
const surroundings = ['performance', 'process', 'console', 'fetch', 'require']

const ambientGlobals = (names) => [
  'error',
  { globals: names.map((name) => ({ name, message: 'Use the injected runtime.' })), checkGlobalObject: true },
]

const ambientProperties = [
  'error',
  { object: 'Date', property: 'now', message: 'Use the injected clock.' },
  { object: 'Math', property: 'random', message: 'Use the injected random source.' },
  { object: 'AbortSignal', property: 'timeout', message: 'Use the injected timers.' },
]

const ambientSyntax = [
  'error',
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Use the injected clock.' },
  { selector: 'CallExpression[callee.name="Date"]', message: 'Use the injected clock.' },
  { selector: 'ImportExpression', message: 'Import statically, so that the rules on imports hold.' },
]

/** Imports of Node's modules, with and without the prefix, but for those named. */
const nodeImports = (...allowed) => [
  'error',
  {
    paths: builtinModules
      .filter((name) => !allowed.includes(name))
      .map((name) => ({ name, message: 'The core runs on the injected runtime alone.' })),
    patterns: [
      {
        group: ['node:*', ...allowed.map((name) => `!node:${name}`)],
        message: 'The core runs on the injected runtime alone.',
      },
    ],
  },
]

export default tseslint.config(
  { ignores: ['**/dist/**', 'docs/**', '**/*.{js,mjs,cjs}'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['packages/core/src/**/*.ts', 'packages/adapter-{cassandra,kafka,memory,postgres,redis}/src/**/*.ts'],
    rules: {
      'no-restricted-globals': ambientGlobals([...timers, ...surroundings, 'crypto', 'globalThis']),
      'no-restricted-properties': ambientProperties,
      'no-restricted-syntax': ambientSyntax,
    },
  },
  {
    files: ['packages/core/src/**/*.ts'],
    rules: { 'no-restricted-imports': nodeImports() },
  },
  {
    files: ['packages/core/src/runtime/system.ts'],
    rules: {
      'no-restricted-globals': ambientGlobals(surroundings),
      'no-restricted-properties': 'off',
      'no-restricted-syntax': 'off',
    },
  },
  {
    // Loads a driver that is an optional peer, once it is needed.
    files: ['packages/adapter-postgres/src/database/pool.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['packages/core/src/runtime/crypto.ts'],
    rules: { 'no-restricted-imports': nodeImports('crypto') },
  },
)
