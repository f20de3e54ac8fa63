import { createHash } from 'node:crypto'
import { FeedError } from '@feed-engine/core'
import { reading, type Statement } from '../database/statement'
import { migrationFiles } from './migration-files'

/** A migration as this release knows it. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly checksum: string
  readonly sql: string
}

/** A migration as a database has it. */
export interface AppliedMigration {
  readonly version: number
  readonly checksum: string
  readonly isolation: string
}

export const MIGRATIONS: readonly Migration[] = migrationFiles.map(({ name, sql }, index) => ({
  version: index + 1,
  name,
  checksum: createHash('sha256').update(sql).digest('hex'),
  sql,
}))

export const CREATE_LEDGER = `
  create table if not exists feed_engine.migrations (
    version    integer primary key,
    name       text not null,
    checksum   text not null,
    applied_at timestamptz not null default now()
  )`

export const APPLIED: Statement = reading(`
  select version, checksum, current_setting('transaction_isolation') as isolation
  from feed_engine.migrations
  order by version`)

/** The migrations that a database lacks. Fails with `UNSUPPORTED` if it has others than this release. */
export function missingMigrations(applied: readonly AppliedMigration[]): readonly Migration[] {
  for (const { version, checksum } of applied) {
    const known = MIGRATIONS[version - 1]
    if (known === undefined) {
      throw refusal(`the database has migration ${version}, which is newer than this release: install a newer one`)
    }
    if (known.checksum !== checksum) {
      throw refusal(`migration ${known.name} was applied with another content: restore the file, or use another schema`)
    }
  }
  return MIGRATIONS.slice(applied.length)
}

/** Fails with `UNAVAILABLE` unless a database has all migrations of this release, and transactions that suit them. */
export function requireAll(applied: readonly AppliedMigration[]): void {
  const [missing] = missingMigrations(applied)
  if (missing !== undefined) {
    throw new FeedError({ code: 'UNAVAILABLE', rule: `migration ${missing.name} is missing: run migrate() first` })
  }
  // Under a snapshot of its own, a statement that waited for a lock would not see what it waited for.
  if (applied.some(({ isolation }) => isolation !== 'read committed')) {
    throw refusal('default_transaction_isolation has to be read committed: set it for the user of this store')
  }
}

function refusal(rule: string): FeedError {
  return new FeedError({ code: 'UNSUPPORTED', rule })
}
