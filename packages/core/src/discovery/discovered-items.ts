import type { FeedItem } from '../api/page'
import type { BodyContext } from '../context/engine-context'
import type { PostId, PostRecord, Relation, UserId } from '../model'
import { toItem } from '../read/page-item'
import type { ReadSession } from '../read/read-session'
import { RepostWindow } from '../read/repost-window'

/** Posts beyond those wanted that are read with them: they make up for what filters drop. */
const RESERVE = 5
/** Posts that are looked at in vain before a viewer has seen enough of a board. */
const MOST_READ = 200

/** What a discovery has to be, beyond what a viewer may see on the author's own timeline. */
export type IsWelcome = (post: PostRecord, relation: Relation | undefined) => boolean

/**
 * The first `limit` of these posts that the viewer may see, in their order: by the rules of a user timeline, but public
 * posts of public accounts alone, and none of muted authors. Each is confirmed in this read.
 */
export async function discoveredItems<Body>(
  context: BodyContext<Body>,
  session: ReadSession,
  postIds: readonly PostId[],
  params: { readonly limit: number; readonly isWelcome: IsWelcome },
): Promise<readonly FeedItem<Body>[]> {
  const { limit, isWelcome } = params
  const { viewerId } = session
  const rules = { viewerId, nowMs: context.runtime.clock.now(), home: false, replies: 'all' } as const
  const window = new RepostWindow([])
  const items: FeedItem<Body>[] = []
  const positions = postIds.slice(0, MOST_READ).map((postId) => context.ids.positionOf(postId))
  for (let next = 0; next < positions.length && items.length < limit; ) {
    const batch = positions.slice(next, next + limit - items.length + RESERVE)
    next += batch.length
    await session.hydrate(batch)
    await session.complete()
    for (const position of batch) {
      const post = session.at(position)
      if (post === undefined || items.length === limit) continue
      const relation = session.relation(post.authorId)
      if (!isForAll(post, relation, viewerId) || !isWelcome(post, relation)) continue
      const item = toItem(context, { candidate: { position, source: 'trending' }, rules, session, window })
      if (typeof item !== 'string') items.push({ ...item, why: { reason: 'discovered', source: 'trending' } })
    }
  }
  return items
}

function isForAll(post: PostRecord, relation: Relation | undefined, viewerId: UserId): boolean {
  if (post.visibility !== 'public') return false
  return post.authorId === viewerId || (relation?.account === 'public' && !relation.muting)
}
