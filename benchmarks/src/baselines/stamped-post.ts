import { type Position, type PostId, snowflakeCodec, type UserId } from '@feed-engine/core'

/** What a timeline knows of a post. */
export interface StampedPost {
  readonly postId: PostId
  readonly position: Position
  readonly createdAtMs: number
  /** Number of its author: hand-written applications choose ids that fit eight bytes. */
  readonly author: number
}

/** 2026-01-01: any time will do, and the same one makes runs alike. */
const FIRST_MS = 1_767_225_600_000
const codec = snowflakeCodec()

/** The post of a number, a millisecond younger than the post of the number before. */
export function stampedPost(number: number, author = 0): StampedPost {
  const createdAtMs = FIRST_MS + number
  const position = codec.compose({ timestampMs: createdAtMs, nodeId: 1, sequence: 0, random: () => 0 })
  return { postId: codec.idOf(position), position, createdAtMs, author }
}

/** Id of the user with a number. */
export function userId(number: number): UserId {
  return `user-${number}`
}
