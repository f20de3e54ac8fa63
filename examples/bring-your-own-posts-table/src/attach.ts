import { readFile } from 'node:fs/promises'
import { DEFAULT_TENANT, type TenantId } from '@feed-engine/core'
import type { Pool } from 'pg'
import { withNames } from './database/names'

const sqlOf = (name: string): Promise<string> => readFile(new URL(`../sql/${name}.sql`, import.meta.url), 'utf8')

export interface AttachParams {
  readonly pool: Pool
  /** The application's table of posts. @defaultValue 'public.posts' */
  readonly table?: string
  /** Schema for the side tables; made if it is not there. @defaultValue 'feed_posts' */
  readonly schema?: string
  /** Whose posts the table holds. @defaultValue the default tenant */
  readonly tenant?: TenantId
}

/**
 * Adds columns, an index and triggers to a table of posts, and the side tables. In one transaction, so that no row of the
 * application slips in between: what is there before is found by pull, what comes afterwards has an event. Once per table.
 */
export async function attachPostsTable(params: AttachParams): Promise<void> {
  const { pool, table = 'public.posts', schema = 'feed_posts', tenant = DEFAULT_TENANT } = params
  const sql = `begin; ${await sqlOf('side-tables')} ${await sqlOf('attach')} commit;`
  const client = await pool.connect()
  try {
    const literal = client.escapeLiteral(tenant)
    await client.query(withNames(sql, { schema, table }).replaceAll(`'of_tenant'`, () => literal))
    client.release()
  } catch (error) {
    client.release(true)
    throw error
  }
}
