import { FeedError, isFeedError } from '@feed-engine/core'

/** Classes of SQLSTATE that another try may not meet: connections, conflicts, resources, operators. */
const PASSING = new Set(['08', '40', '53', '55', '57'])

/** What the driver throws, as a `FeedError`. The server's words stay in the cause: they may quote data. */
export function toFeedError(error: unknown, { committing }: { readonly committing: boolean }): FeedError {
  if (isFeedError(error)) return error
  const rule = 'the database failed'
  if (committing)
    return new FeedError({ code: 'OUTCOME_UNKNOWN', rule, retryable: true, outcome: 'unknown', cause: error })
  const state = (error as { readonly code?: unknown }).code
  const passing = typeof state !== 'string' || !/^[0-9A-Z]{5}$/.test(state) || PASSING.has(state.slice(0, 2))
  return passing
    ? new FeedError({ code: 'UNAVAILABLE', rule, retryable: true, cause: error })
    : new FeedError({ code: 'INTERNAL', rule: 'the database refuses a statement', cause: error })
}
