import { defineConfig } from 'tsup'
import shared from '../../tsup.config'
import { migrationFiles } from './src/migrations/migration-files'

/** In the sources migrations are files; in the bundle they are text, so that it can be bundled further. */
export default defineConfig({
  ...shared,
  esbuildPlugins: [
    {
      name: 'migrations-as-text',
      setup({ onLoad }) {
        onLoad({ filter: /migration-files\.ts$/ }, () => ({
          contents: `export const migrationFiles = ${JSON.stringify(migrationFiles)}`,
        }))
      },
    },
  ],
})
