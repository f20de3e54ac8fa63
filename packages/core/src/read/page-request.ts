import type { Degradation, FeedItem, FeedPage, Freshness } from '../api/page'
import type { EngineContext } from '../context/engine-context'
import type { CursorKind, CursorOf } from '../cursor/cursor'
import type { CursorScope } from '../cursor/cursor-codec'
import type { UserId } from '../model'
import type { PageProfiles } from '../profiles/page-profiles'
import { checkInteger } from '../validate/scalars'
import type { AssembledPage } from './assemble-page'

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 100

/**
 * Checks the part of a request that all feeds share: how many posts, and from where on.
 * @param kinds of cursors that the feed gives
 */
export function checkPage<Kind extends CursorKind>(
  context: EngineContext,
  given: { readonly limit?: unknown; readonly cursor?: unknown },
  scope: CursorScope,
  kinds: readonly Kind[],
): { readonly limit: number; readonly cursor: CursorOf<Kind> | undefined } {
  return {
    limit:
      given.limit === undefined
        ? DEFAULT_LIMIT
        : checkInteger(given.limit, 'limit', { code: 'INVALID_ARGUMENT', min: 1, max: MAX_LIMIT }),
    cursor:
      given.cursor === undefined
        ? undefined
        : context.cursors.decode(given.cursor, scope, { field: 'cursor', kinds, given: 'nextCursor' }),
  }
}

/** The page as callers get it: with the profiles of its authors, if there are any. */
export async function toPage<Body>(
  context: EngineContext,
  { items, next, gaveUp }: AssembledPage<Body>,
  parts: {
    readonly scope: CursorScope
    readonly freshness: Freshness
    readonly degraded: readonly Degradation[]
    readonly profiles: PageProfiles<Body> | undefined
  },
): Promise<FeedPage<Body>> {
  const authors = await parts.profiles?.of(authorsOf(items))
  return {
    items,
    ...(authors === undefined ? {} : { profiles: authors.profiles }),
    ...(next === undefined ? {} : { nextCursor: context.cursors.encode(next, parts.scope) }),
    freshness: parts.freshness,
    degraded: [
      ...parts.degraded,
      ...(gaveUp ? (['scan-limit-reached'] as const) : []),
      ...(authors?.current === false ? (['profiles-unavailable'] as const) : []),
    ],
  }
}

function authorsOf(items: readonly FeedItem<unknown>[]): ReadonlySet<UserId> {
  return new Set(items.flatMap(({ post, original }) => [post.authorId, original?.authorId ?? post.authorId]))
}
