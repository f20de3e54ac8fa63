import type { PostId, UserId } from '@feed-engine/core'
import type { SafetyChecks } from '../safety/safety-checks'
import type { BodyCache } from './body-cache'
import type { Findings } from './serve-page'

/** Where the safety checks and the bodies come from. */
export interface PageSources {
  readonly checks: SafetyChecks
  readonly bodies: BodyCache
}

/** Bodies and tombstones at once, and then the relations to the authors that the bodies name. */
export async function lookAtPostsFirst(
  { checks, bodies }: PageSources,
  viewerId: UserId,
  postIds: readonly PostId[],
): Promise<Findings> {
  const [posts, states] = await Promise.all([bodies.get(postIds), checks.postStates(postIds)])
  const { authors } = await checks.relations(viewerId, [...new Set(posts.map(({ authorId }) => authorId))])
  return { posts, states, authors }
}
