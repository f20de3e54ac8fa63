import { createHash } from 'node:crypto'
import { FeedError } from '@feed-engine/core'
import { comparing, reading } from '../database/statement'
import { schemaFiles } from './schema-files'

/** A file of the schema as this release knows it. */
export interface SchemaChange {
  readonly name: string
  readonly checksum: string
  readonly statements: readonly string[]
}

/** A file of the schema as a keyspace has it. */
export interface AppliedChange {
  readonly name: string
  readonly checksum: string
}

export const SCHEMA_CHANGES: readonly SchemaChange[] = schemaFiles.map(({ name, cql }) => ({
  name,
  checksum: createHash('sha256').update(cql).digest('hex'),
  statements: cql
    .replaceAll(/^--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== ''),
}))

export const APPLIED = reading(`
  select name, checksum
  from feed_engine.schema_changes
  where scope = 'applied'`)

export const RECORD_CHANGE = comparing(`
  insert into feed_engine.schema_changes (scope, name, checksum)
  values ('applied', ?, ?)
  if not exists`)

/** The lock is for so many seconds: longer than all statements of the schema together take. */
export const LOCK_SECONDS = 120

export const LOCK = comparing(`
  insert into feed_engine.schema_changes (scope, name, holder)
  values ('lock', 'lock', ?)
  if not exists
  using ttl ${LOCK_SECONDS}`)

export const UNLOCK = comparing(`
  delete from feed_engine.schema_changes
  where scope = 'lock' and name = 'lock'
  if holder = ?`)

/** The files that a keyspace lacks. Fails with `UNSUPPORTED` if it has others than this release. */
export function missingChanges(applied: readonly AppliedChange[]): readonly SchemaChange[] {
  for (const { name, checksum } of applied) {
    const known = SCHEMA_CHANGES.find((change) => change.name === name)
    if (known === undefined) {
      throw refusal(`the keyspace has a schema that is newer than this release (${name}): install a newer one`)
    }
    if (known.checksum !== checksum) {
      throw refusal(`${name} was applied with another content: restore the file, or use another keyspace`)
    }
  }
  return SCHEMA_CHANGES.filter(({ name }) => applied.every((change) => change.name !== name))
}

function refusal(rule: string): FeedError {
  return new FeedError({ code: 'UNSUPPORTED', rule })
}
