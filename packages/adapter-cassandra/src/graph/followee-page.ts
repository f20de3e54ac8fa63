import type { EdgePage, EdgePageParams, UserId } from '@feed-engine/core'
import type { Session } from '../database/session'
import { RELATIONS_AFTER } from './graph-statements'
import { relationChanges } from './relation-changes'
import type { RelationRow } from './relation-row'

/** Accepted followees by id. Rows of other kinds lie among them, so more than one read may be needed. */
export async function followeePage(session: Session, params: EdgePageParams): Promise<EdgePage> {
  const { tenant, userId, limit, after = '' } = params
  const found: UserId[] = []
  let from = after
  for (;;) {
    const rows = await session.rows<RelationRow>(RELATIONS_AFTER, [tenant, userId, from, limit + 1])
    for (const row of rows) {
      await relationChanges.settle(session, { tenant, userId, otherId: row.other_id }, row)
      if (row.follow === 'accepted') found.push(row.other_id)
      from = row.other_id
    }
    if (rows.length <= limit || found.length > limit) break
  }
  const userIds = found.slice(0, limit)
  const next = found.length > limit ? userIds.at(-1) : undefined
  return next === undefined ? { userIds } : { userIds, next }
}
