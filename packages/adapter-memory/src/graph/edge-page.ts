import { cellOf, type EdgePage, type FollowersPageParams, type UserId } from '@feed-engine/core'
import type { OrdinalSet } from './ordinal-set'
import type { TenantGraph } from './tenant-graph'

export const EMPTY_PAGE: EdgePage = Object.freeze({ userIds: Object.freeze([]) })

/** One page of a set of users. One user more than the limit is looked for, so `next` is absent exactly at the end. */
export function edgePage(graph: TenantGraph, users: OrdinalSet, params: FollowersPageParams): EdgePage {
  const { after, through, cell, limit } = params
  const first = after === undefined ? -1 : graph.ordinalOf(after)
  const last = through === undefined ? Number.POSITIVE_INFINITY : graph.ordinalOf(through)
  const userIds: UserId[] = []
  let more = false
  users.visitAbove(first, (ordinal) => {
    const id = graph.at(ordinal)?.id
    if (id === undefined || ordinal > last) return false
    if (cell !== undefined && cellOf(id, cell.count) !== cell.index) return true
    if (userIds.length === limit) {
      more = true
      return false
    }
    userIds.push(id)
    return true
  })
  const next = more ? userIds.at(-1) : undefined
  return next === undefined ? { userIds } : { userIds, next }
}
