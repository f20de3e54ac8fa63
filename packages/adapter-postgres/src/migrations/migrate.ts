import type { PostgresClient, PostgresPool } from '../database/client'
import { toFeedError } from '../database/errors'
import { inSchema } from '../database/statement'
import type { PostgresOptions } from '../options'
import { resolveOptions } from '../resolve-options'
import { APPLIED, type AppliedMigration, CREATE_LEDGER, type Migration, missingMigrations } from './ledger'

const ignore = (): void => undefined

/**
 * Brings a database to the schema of this release: applies, in one transaction, the migrations that it lacks, and
 * answers their names. Processes that start at once wait for each other. Fails with `UNSUPPORTED` if the database has
 * migrations that this release does not know, or knows with another content.
 */
export async function migrate(options: PostgresOptions): Promise<readonly string[]> {
  const { pool, ownPool, schema } = resolveOptions(options)
  try {
    return await withClient(pool, (client) => applyMissing(client, schema))
  } catch (error) {
    throw toFeedError(error, 'connecting')
  } finally {
    await ownPool?.end()
  }
}

async function withClient<T>(pool: PostgresPool, work: (client: PostgresClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  client.on?.('error', ignore)
  try {
    const result = await work(client)
    client.removeListener?.('error', ignore)
    client.release()
    return result
  } catch (error) {
    client.release(true)
    throw error
  }
}

async function applyMissing(client: PostgresClient, schema: string): Promise<readonly string[]> {
  const run = (text: string, values?: unknown[]) => client.query(inSchema(text, schema), values)
  await run('begin isolation level read committed')
  // Others may be migrating for long.
  await run('set local statement_timeout = 0')
  await run(`select pg_advisory_xact_lock(hashtextextended('feed-engine migrations of ' || $1, 0))`, [schema])
  const { rows } = await run('select to_regnamespace(quote_ident($1)) is not null as exists', [schema])
  const [found] = rows as readonly { readonly exists: boolean }[]
  // Not "if not exists": that asks for the right to create schemas even where there is nothing to create.
  if (found?.exists !== true) await run(`create schema "${schema}"`)
  await run(CREATE_LEDGER)
  const applied = (await run(APPLIED.text)).rows as readonly AppliedMigration[]
  const missing = missingMigrations(applied)
  for (const migration of missing) await apply(run, migration)
  await run('commit')
  return missing.map(({ name }) => name)
}

async function apply(
  run: (text: string, values?: unknown[]) => Promise<unknown>,
  { version, name, checksum, sql }: Migration,
): Promise<void> {
  await run(sql)
  await run('insert into feed_engine.migrations (version, name, checksum) values ($1, $2, $3)', [
    version,
    name,
    checksum,
  ])
}
