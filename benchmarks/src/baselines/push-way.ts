import type { FanOutChunk, UserId } from '@feed-engine/core'
import type { StampedPost } from './stamped-post'

/** Which of the followers a chunk holds, if it is no range of them. */
export type CellSlice = NonNullable<FanOutChunk['data']['cell']>

/** One way to keep timelines: how posts get into them. */
export interface PushWay {
  readonly name: string
  /** What it sends for one push, in words and commands. */
  readonly commands: readonly string[]
  /** Makes open timelines that hold these posts, oldest first. */
  fill(userIds: readonly UserId[], posts: readonly StampedPost[]): Promise<void>
  /** Adds a post to the timelines of a chunk of followers. */
  push(post: StampedPost, userIds: readonly UserId[], cell?: CellSlice): Promise<void>
  /** The positions that a timeline holds, newest first. */
  positionsOf(userId: UserId): Promise<readonly string[]>
}

/** Posts that timelines keep, in every way. */
export const KEPT = 500
