import type { EngineContext } from '../context/engine-context'
import type { PostId, UserId } from '../model'

type Memory = Pick<EngineContext, 'processCache' | 'runtime'>

/** Drops what this process remembers of a post below a version, and voids what is still being read of it. */
export function forgetPost({ processCache, runtime }: Memory, postId: PostId, minVersion: number): void {
  processCache.posts.invalidate(postId, minVersion, runtime.clock.now())
}

/** The same of a profile. Who asks from now on does not wait for an answer that was asked for before. */
export function forgetProfile({ processCache, runtime }: Memory, userId: UserId, minVersion: number): void {
  processCache.profiles.invalidate(userId, minVersion, runtime.clock.now())
  processCache.profileReads.void(userId)
}
