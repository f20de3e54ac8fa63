/** Names that the bus hands to its metrics hook, with their attributes. */
export const KAFKA_METRICS = Object.freeze({
  /** Messages that retention removed before a group had handled them. `topic`, `group`. */
  lost: 'kafka.messages_lost',
  /** Consumers made anew after a crash. `topic`, `group`. */
  restarts: 'kafka.consumer_restarts',
  /** Consumers that got nothing although there was something, and were made anew. `topic`, `group`. */
  stalls: 'kafka.consumer_stalls',
  /** Times that a group was shared out anew, as seen by this process. `topic`, `group`. */
  rebalances: 'kafka.rebalances',
  /** Commits that failed and are tried again. `topic`, `group`. */
  commitErrors: 'kafka.commit_errors',
})
