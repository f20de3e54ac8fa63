import type { Degradation, DroppedPost, FeedItem, FeedPage, Freshness, RankingInfo } from '../api/page'
import type { EngineContext } from '../context/engine-context'
import type { PageCounters } from '../counters/page-counters'
import type { Cursor, CursorKind, CursorOf, CursorScope, GapCursor } from '../cursor/cursor'
import type { Position } from '../model'
import type { PageProfiles } from '../profiles/page-profiles'
import { checkInteger } from '../validate/scalars'
import type { Dropped } from './assemble-page'
import { addDetails } from './item-details'

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 100

/**
 * Checks the part of a request that all feeds share: how many posts, and from where on.
 * @param kinds of cursors that the feed goes on with
 */
export function checkPage<Kind extends CursorKind>(
  context: EngineContext,
  given: { readonly limit?: unknown; readonly cursor?: unknown },
  scope: CursorScope,
  kinds: readonly Kind[],
): { readonly limit: number; readonly cursor: CursorOf<Kind> | undefined } {
  return {
    limit: checkLimit(given.limit),
    cursor:
      given.cursor === undefined
        ? undefined
        : context.cursors.decode(given.cursor, scope, { field: 'cursor', kinds, given: 'nextCursor' }),
  }
}

/** How many at most. */
export function checkLimit(value: unknown): number {
  return value === undefined
    ? DEFAULT_LIMIT
    : checkInteger(value, 'limit', { code: 'INVALID_ARGUMENT', min: 1, max: MAX_LIMIT })
}

/** The page as callers get it: with the profiles of its authors, if there are any. */
export async function toPage<Body>(
  context: EngineContext,
  {
    items,
    next,
    gaveUp,
  }: { readonly items: readonly FeedItem<Body>[]; readonly next?: Cursor; readonly gaveUp: boolean },
  parts: {
    readonly scope: CursorScope
    readonly freshness: Freshness
    readonly degraded: readonly Degradation[]
    readonly profiles: PageProfiles<Body> | undefined
    readonly counters: PageCounters | undefined
    readonly ranking?: RankingInfo
    /** The newest position looked at, on a first page of a home timeline. */
    readonly top?: Position | undefined
    /** Leads to what lies between this page and an earlier one, if anything does. */
    readonly gap?: GapCursor | undefined
    /** Absent: nobody asked. */
    readonly dropped?: readonly Dropped[] | undefined
  },
): Promise<FeedPage<Body>> {
  const { degraded, ...detailed } = await addDetails(items, parts)
  const troubles = [...parts.degraded, ...(gaveUp ? (['scan-limit-reached'] as const) : []), ...degraded]
  return {
    ...detailed,
    ...(next === undefined ? {} : { nextCursor: context.cursors.encode(next, parts.scope) }),
    ...(parts.gap === undefined ? {} : { gapCursor: context.cursors.encode(parts.gap, parts.scope) }),
    ...(parts.top === undefined
      ? {}
      : { topCursor: context.cursors.encode({ kind: 'top', position: parts.top }, parts.scope) }),
    ...(parts.ranking === undefined ? {} : { ranking: parts.ranking }),
    ...(parts.dropped === undefined ? {} : { dropped: parts.dropped.map((drop) => toDropped(context, drop)) }),
    freshness: parts.freshness,
    degraded: [...new Set(troubles)],
  }
}

function toDropped(context: EngineContext, { position, reason }: Dropped): DroppedPost {
  return { postId: context.ids.idOf(position), reason }
}
