import { readdirSync, readFileSync } from 'node:fs'

/** A numbered file of the folder `schema`. */
export interface SchemaFile {
  readonly name: string
  readonly cql: string
}

const folder = new URL('../../schema/', import.meta.url)

/** In the order of their numbers. The build puts the texts here instead. */
export const schemaFiles: readonly SchemaFile[] = readdirSync(folder)
  .filter((name) => name.endsWith('.cql'))
  .sort()
  .map((name) => ({ name, cql: readFileSync(new URL(name, folder), 'utf8').replaceAll('\r\n', '\n') }))
