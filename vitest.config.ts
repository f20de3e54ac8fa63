import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const sourceOf = (name: string): string => fileURLToPath(new URL(`packages/${name}/src/index.ts`, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [{ find: /^@feed-engine\/(core|adapter-memory|conformance|simulation)$/, replacement: sourceOf('$1') }],
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'benchmarks/test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
