import pg from 'pg'
import type { PostgresAddress } from '../servers/addresses'

/** Removes a schema of PostgreSQL with all that is in it. */
export async function dropSchema(postgres: PostgresAddress, schema: string): Promise<void> {
  const client = new pg.Client(postgres)
  await client.connect()
  await client.query(`drop schema if exists ${client.escapeIdentifier(schema)} cascade`)
  await client.end()
}
