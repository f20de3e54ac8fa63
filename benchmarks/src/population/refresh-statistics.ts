import pg from 'pg'
import type { WorkloadSettings } from '../harness/workload'

/**
 * Lets the planner of PostgreSQL know what the tables of a schema hold, as it does of a database that has run for an
 * hour. Without, a plan may be made for empty tables, and whoever is measured at that moment is unlucky.
 */
export async function refreshStatistics(
  { addresses }: Pick<WorkloadSettings, 'addresses'>,
  schema: string,
): Promise<void> {
  const client = new pg.Client(addresses.postgres)
  await client.connect()
  try {
    const { rows } = await client.query<{ tablename: string }>(
      'select tablename from pg_tables where schemaname = $1',
      [schema],
    )
    for (const { tablename } of rows) {
      await client.query(`analyze ${client.escapeIdentifier(schema)}.${client.escapeIdentifier(tablename)}`)
    }
  } finally {
    await client.end()
  }
}
