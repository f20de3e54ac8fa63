/** Names that the engine hands to its {@link MetricsHook}, with their attributes. */
export const METRICS = Object.freeze({
  /** Pages served. `feed`, `freshness`, `page` (`first`, `next`), `belowWatermark`: whether the stores had to be pulled. */
  pages: 'feed.pages',
  /** Authors pulled for one page because their posts are not pushed, or not yet covered. */
  pulledAuthors: 'feed.pulled_authors',
  /** Posts of others that short home feeds were filled up with. */
  discovered: 'feed.discovered',
  /** Candidates that a filter dropped. `reason`. */
  dropped: 'feed.dropped',
  /** Timelines filled. `outcome`: `replaced`, `stale`, `absent`. */
  rebuilds: 'timeline.rebuilds',
  /** Follows merged into a timeline. `outcome`. */
  backfills: 'timeline.backfills',
  /** Timelines cleaned of what reads kept dropping. `outcome`. */
  compactions: 'timeline.compactions',
  /** Timelines changed to the class that their reader has now. `from`, `to`, `outcome`. */
  classChanges: 'timeline.class_changes',
  /** Posts published. `delivery`: `push`, `pull`, `mixed`. */
  published: 'post.published',
  /** An author's delivery changed. `delivery`. */
  deliverySwitches: 'post.delivery_switches',
  /** Feeds that a push was sent to. `status`: `pushed`, `skipped`, `absent`, `failed`. */
  pushes: 'fanout.pushes',
  /** Chunks of large authors planned. `lane`: `prompt`, `bulk`. */
  chunks: 'fanout.chunks',
  /** Deliveries to be tried again. `topic`. */
  retries: 'fanout.retries',
  /** Events given up on. `topic`, `code`. */
  deadLetters: 'fanout.dead_letters',
  /** Posts turned from push to pull because they could not be pushed. */
  fallbacks: 'fanout.pull_fallbacks',
  /** Milliseconds from publish to pushed. `lane`. */
  fanOutDelayMs: 'fanout.delay_ms',
  /** Interactions handed in by callers. `kind`. */
  interactions: 'interactions.recorded',
  /** What interactions changed in a store. `group`, `status`: what the store says, `applied`, `duplicate`, `stale`, … */
  interactionUpdates: 'interactions.updates',
  /** Interactions that a group will try again. `group`. */
  interactionRetries: 'interactions.retries',
  /** Interactions that a group gave up on. `group`, `code`. */
  interactionDeadLetters: 'interactions.dead_letters',
  /** Events moved from outbox to bus. */
  relayed: 'relay.events',
  /** Failed rounds of the relay. */
  relayErrors: 'relay.errors',
  /** Parts of counters saved in the archive. */
  countersSaved: 'counters.saved',
  /** Flushes of counters that failed: what they left dirty waits for the next. */
  counterFlushErrors: 'counters.flush_errors',
  /** Milliseconds of a flush of counters. */
  counterFlushMs: 'counters.flush_ms',
})
