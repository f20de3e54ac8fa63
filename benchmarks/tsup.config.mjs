import { defineConfig } from 'tsup'

/** Modules that run as processes of their own: built files have the paths that the sources have. */
const PROCESSES = ['workloads/memory/probe', 'workloads/stampede/reader']

/**
 * One program: what the repository has for itself (profiles, simulation) is bundled. The published packages, clients, and
 * what is read as files stay imports.
 */
export default defineConfig({
  entry: {
    ...Object.fromEntries(['main', ...PROCESSES].map((path) => [path, `src/${path}.ts`])),
    worker: '../examples/profiles/src/workers/worker.ts',
  },
  format: ['esm'],
  target: 'node20',
  tsconfig: '../tsconfig.build.json',
  clean: true,
  esbuildOptions(options) {
    // Has no entry of its own: nobody installs it.
    options.alias = { '@feed-engine/simulation': '../packages/simulation/src/index.ts' }
  },
})
