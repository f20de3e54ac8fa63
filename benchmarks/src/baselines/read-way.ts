import type { PostId, UserId } from '@feed-engine/core'

/** A post as hand-written code shows it. */
export interface ShownPost {
  readonly id: PostId
  readonly authorId: UserId
  readonly createdAtMs: number
  readonly body: unknown
}

export interface ShownPage {
  /** Newest first. */
  readonly items: readonly ShownPost[]
  /** Absent when nothing visible is known to follow. */
  readonly nextCursor?: string
}

/** One way to serve the first page of a home timeline. */
export interface ReadWay {
  readonly name: string
  /** What it sends for one page, in words and commands. */
  readonly commands: readonly string[]
  read(viewerId: UserId): Promise<ShownPage>
}

/** Posts on a page. */
export const PAGE = 20
