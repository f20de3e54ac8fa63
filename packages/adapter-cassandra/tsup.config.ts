import { defineConfig } from 'tsup'
import shared from '../../tsup.config'
import { schemaFiles } from './src/schema/schema-files'

/** In the sources the schema is files; in the bundle it is text, so that it can be bundled further. */
export default defineConfig({
  ...shared,
  esbuildPlugins: [
    {
      name: 'schema-as-text',
      setup({ onLoad }) {
        onLoad({ filter: /schema-files\.ts$/ }, () => ({
          contents: `export const schemaFiles = ${JSON.stringify(schemaFiles)}`,
        }))
      },
    },
  ],
})
