import { defineConfig } from 'tsup'

/**
 * Shared by every published package: run as `tsup --config ../../tsup.config.ts` from the package's folder.
 *
 * Dependencies and peer dependencies stay imports. Development dependencies are bundled, which is how modules without a
 * CommonJS build (p-limit) get into ours: their default export would otherwise arrive wrapped in a namespace.
 */
export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  target: 'node20',
  // Names no other sources: without a list, every file of the repository would be part of each package's types.
  tsconfig: '../../tsconfig.build.json',
  dts: true,
  sourcemap: true,
  clean: true,
})
