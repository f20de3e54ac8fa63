import type { Pool } from 'pg'
import type { PageSources } from '../../pages/look-at'
import { KEPT } from '../../push-way'
import { type ColdSource, FEWEST_PER_AUTHOR, type Newest, toNewest } from './newest'
import { newestStatement } from './newest-statement'

interface NewestRow {
  readonly positions: Buffer | null
  readonly author_ids: string | null
  readonly truncated_at: Buffer | null
}

/** Posts and follows in PostgreSQL: one statement lists all there is to list. */
export function coldSourceInPostgres(
  pool: Pool,
  parts: PageSources & { readonly schema: string; readonly tenant: string },
): ColdSource {
  const { schema, tenant, bodies, checks } = parts
  const statement = { name: `newest-${schema}`, text: newestStatement(schema) }
  return {
    commands: [
      'SET tail NX; then SELECT of the newest 501 posts of all followees, by one lateral join;',
      'at once EVALSHA that writes the timeline, MGET of 21 bodies, SELECT of their state and of the relations to their authors',
    ],
    async newest(viewerId, opened) {
      await opened
      const values = [tenant, viewerId, KEPT + 1, FEWEST_PER_AUTHOR]
      const { rows } = await pool.query<NewestRow>({ ...statement, values })
      return newestOfRow(rows[0])
    },
    async lookAt(viewerId, postIds, authorIds) {
      const [posts, states, { authors }] = await Promise.all([
        bodies.get(postIds),
        checks.postStates(postIds),
        checks.relations(viewerId, authorIds),
      ])
      return { posts, states, authors }
    },
  }
}

/** The timeline that a row stands for. */
export function newestOfRow(row: NewestRow | undefined): Newest {
  return toNewest(row?.positions ?? Buffer.alloc(0), row?.author_ids?.split(',') ?? [], row?.truncated_at ?? undefined)
}
