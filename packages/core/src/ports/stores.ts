import type { CounterArchive } from './counter-archive'
import type { CounterStore } from './counter-store'
import type { EventBus } from './event-bus'
import type { GraphStore } from './graph-store'
import type { KeyValueCache } from './key-value-cache'
import type { PostStore } from './post-store'
import type { SignalStore } from './signal-store'
import type { TimelineCache } from './timeline-cache'
import type { UserDirectory } from './user-directory'

/**
 * The stores of an engine. Posts and graph are the truth and have to be there. Timelines and bus together make feeds
 * fast; without either, or without the outbox of the post store, every page is pulled from posts and graph.
 */
export interface FeedStores {
  readonly posts: PostStore
  readonly graph: GraphStore
  readonly timelines?: TimelineCache
  readonly bus?: EventBus
  readonly users?: UserDirectory
  /**
   * Shared by all processes: posts that one of them has read, leases for what one of them shall do for all, and how
   * often each reader comes.
   */
  readonly cache?: KeyValueCache
  /** What viewers care for, learned from what they do. */
  readonly signals?: SignalStore
  /** How often posts were liked, answered, reposted, quoted and viewed. */
  readonly counters?: CounterStore
  /** Where the counters are kept for good: `counters` then needs the capability `writeBehind`. */
  readonly counterArchive?: CounterArchive
}
