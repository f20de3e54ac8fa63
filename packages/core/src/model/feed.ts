import type { ReaderClass } from './delivery'
import type { TenantId, UserId } from './ids'
import type { Position } from './position'

/** `home`: posts of everyone the owner follows. `user`: posts of the owner. The others are kept for feeds to come. */
export type FeedKind = 'home' | 'user' | 'list' | 'topic' | 'notifications'

/** Names a feed. Cache keys, fan-out tasks, cursors and watermarks are all keyed by it. */
export interface FeedKey {
  readonly tenant: TenantId
  readonly kind: FeedKind
  readonly ownerId: UserId
}

/** Keyed hash of an author id, 16 hex digits: good enough to skip an entry early, never to decide about it. */
export type AuthorHint = string

/** A line of a timeline: which post, and a hint of whose. No body. */
export interface TimelineEntry {
  readonly position: Position
  readonly authorHint: AuthorHint
}

/** What a timeline has been filled for. Anything that is not covered has to be pulled. */
export interface TimelineCoverage {
  /** Follows of the owner up to this graph version are in the timeline; newer ones are not. */
  readonly graphVersion: number
  readonly readerClass: ReaderClass
}
