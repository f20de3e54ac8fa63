import type { ProfileRecord } from '../model'
import { BatchFlight } from '../runtime/batch-flight'
import { SingleFlight } from '../runtime/single-flight'
import { CountsMemory } from './counts-memory'
import { OutboxMemory } from './outbox-memory'
import { PostMemory } from './post-memory'
import { ProfileMemory } from './profile-memory'
import { PullAuthors } from './pull-authors'

/** What one process remembers between reads. Nothing in it decides what may be seen. */
export interface ProcessCache {
  readonly posts: PostMemory
  readonly counts: CountsMemory
  readonly pullAuthors: PullAuthors
  readonly outboxes: OutboxMemory
  /** Outboxes that are being listed again, by author. */
  readonly refreshes: SingleFlight<void>
  readonly profiles: ProfileMemory
  /** Profiles that are being read, by user; `null`: there is no such user. */
  readonly profileReads: BatchFlight<ProfileRecord | null>
}

export function createProcessCache(options: {
  readonly postBytes: number
  readonly countsMs: number
  readonly outboxMs: number
  readonly profileMs: number
  readonly profileTtlMs: number
}): ProcessCache {
  return {
    posts: new PostMemory(options.postBytes),
    counts: new CountsMemory(options.countsMs),
    pullAuthors: new PullAuthors(),
    outboxes: new OutboxMemory(options.outboxMs),
    refreshes: new SingleFlight(),
    profiles: new ProfileMemory(options.profileMs, options.profileTtlMs),
    profileReads: new BatchFlight(),
  }
}
