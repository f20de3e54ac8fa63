import type { UserId } from '@feed-engine/core'
import type { StampedPost } from './stamped-post'

/** One way to keep timelines: how posts get into them. */
export interface PushWay {
  readonly name: string
  /** What it sends for one push, in words and commands. */
  readonly commands: readonly string[]
  /** Makes open timelines that hold these posts, oldest first. */
  fill(userIds: readonly UserId[], posts: readonly StampedPost[]): Promise<void>
  /** Adds a post to the timelines of a chunk of followers. */
  push(post: StampedPost, userIds: readonly UserId[]): Promise<void>
  /** The positions that a timeline holds, newest first. */
  positionsOf(userId: UserId): Promise<readonly string[]>
}

/** Posts that timelines keep, in every way. */
export const KEPT = 500
