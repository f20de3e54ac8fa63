import { readdirSync, readFileSync } from 'node:fs'

/** A numbered file of the folder `migrations`. */
export interface MigrationFile {
  readonly name: string
  readonly sql: string
}

const folder = new URL('../../migrations/', import.meta.url)

/** In the order of their numbers. The build puts the texts here instead. */
export const migrationFiles: readonly MigrationFile[] = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .sort()
  .map((name) => ({ name, sql: readFileSync(new URL(name, folder), 'utf8').replaceAll('\r\n', '\n') }))
