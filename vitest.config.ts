import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { PROJECTS_WITH_SERVERS } from './scripts/services/vitest-projects'

const sourceOf = (name: string): string => fileURLToPath(new URL(`packages/${name}/src/index.ts`, import.meta.url))

const projects = Object.entries(PROJECTS_WITH_SERVERS)

const unit = {
  name: 'unit',
  include: ['{packages/*,examples/*,benchmarks}/test/**/*.test.ts', 'scripts/*/test/*.test.ts'],
  // Many small files over one core: loaded once a worker, not once a file. Tests share no state of modules.
  isolate: false,
  exclude: projects.flatMap(([, { folders }]) => folders.map((folder) => `${folder}/**`)),
}

/** One project for each kind of deployment, so that a run starts only the servers that its tests need. */
const withServers = projects.map(([name, { folders }]) => ({
  name,
  include: folders.map((folder) => `${folder}/**/*.test.ts`),
  globalSetup: ['scripts/services/vitest-setup.ts'],
  // Servers, clients and tests share the cores of small machines; what is broken fails every time.
  retry: 2,
}))

export default defineConfig({
  resolve: {
    alias: [{ find: /^@feed-engine\/(?!example-)([a-z-]+)$/, replacement: sourceOf('$1') }],
  },
  test: {
    projects: [unit, ...withServers].map((test) => ({ extends: true, test })),
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
