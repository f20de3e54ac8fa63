import { type PostId, snowflakeCodec, type UserId } from '@feed-engine/core'
import { PAGE, type ShownPage, type ShownPost } from '../read-way'
import { type AuthorCheck, mayShow, type PostCheck } from '../safety/safety-checks'
import type { CachedPost } from './body-cache'
import { signedCursor } from './signed-cursor'

const codec = snowflakeCodec()

/** What has been found out about some candidates. */
export interface Findings {
  readonly posts: readonly CachedPost[]
  readonly states: ReadonlyMap<PostId, PostCheck>
  readonly authors: ReadonlyMap<UserId, AuthorCheck>
}

/**
 * Looks at candidates, newest first, as many as a page and one more take, and at more while too few may be shown.
 * Whatever its way, it ends with the same page.
 */
export async function servePage(
  viewerId: UserId,
  candidates: readonly PostId[],
  lookAt: (postIds: readonly PostId[]) => Promise<Findings>,
): Promise<ShownPage> {
  const shown: ShownPost[] = []
  for (let at = 0; at < candidates.length && shown.length <= PAGE; ) {
    const some = candidates.slice(at, at + PAGE + 1 - shown.length)
    at += some.length
    shown.push(...visible(viewerId, await lookAt(some)))
  }
  const items = shown.slice(0, PAGE)
  if (shown.length <= PAGE) return { items }
  return {
    items,
    nextCursor: signedCursor(
      viewerId,
      items.map(({ id }) => codec.positionOf(id)),
    ),
  }
}

function visible(viewerId: UserId, { posts, states, authors }: Findings): readonly ShownPost[] {
  return posts.flatMap(({ version, ...post }) => {
    const state = states.get(post.id)
    // A body of another version than the stored one is out of date.
    const isCurrent = state !== undefined && state.version === version
    return isCurrent && mayShow(viewerId, state, authors.get(post.authorId)) ? [post] : []
  })
}
