import type { Degradation, FeedItem, FeedPage } from '../api/page'
import type { PageCounters } from '../counters/page-counters'
import type { PostId, UserId } from '../model'
import type { PostCounters } from '../ports'
import type { PageProfiles } from '../profiles/page-profiles'

/** Items as callers get them, and the profiles of their authors if there are any. */
export interface DetailedItems<Body> extends Pick<FeedPage<Body>, 'items' | 'profiles'> {
  readonly degraded: readonly Degradation[]
}

/** Puts to items what stands beside posts and decides nothing: profiles and counts, each where there is somebody to ask. */
export async function addDetails<Body>(
  items: readonly FeedItem<Body>[],
  parts: { readonly profiles: PageProfiles<Body> | undefined; readonly counters: PageCounters | undefined },
): Promise<DetailedItems<Body>> {
  const [authors, counted] = await Promise.all([
    parts.profiles?.of(authorsOf(items)),
    parts.counters?.of(items.map(shownId)),
  ])
  return {
    items: counted === undefined ? items : items.map((item) => withCounters(item, counted.counters)),
    ...(authors === undefined ? {} : { profiles: authors.profiles }),
    degraded: [
      ...(authors?.current === false ? (['profiles-unavailable'] as const) : []),
      ...(counted?.complete === false ? (['counters-unavailable'] as const) : []),
    ],
  }
}

function authorsOf(items: readonly FeedItem<unknown>[]): ReadonlySet<UserId> {
  return new Set(items.flatMap(({ post, original }) => [post.authorId, original?.authorId ?? post.authorId]))
}

/** The post whose text is on the page. */
function shownId({ post, original }: FeedItem<unknown>): PostId {
  return (original ?? post).id
}

function withCounters<Body>(item: FeedItem<Body>, counters: ReadonlyMap<PostId, PostCounters>): FeedItem<Body> {
  const found = counters.get(shownId(item))
  return found === undefined ? item : { ...item, counts: found.counts, viewer: { liked: found.liked === true } }
}
