import { FeedError, isFeedError } from '@feed-engine/core'

/** Whether a call may have changed something when it ends early. */
export type CallKind = 'read' | 'write'

/** The error of a call that did not wait for its end. */
export function ended(reason: 'late' | 'aborted', kind: CallKind): FeedError {
  const outcome = kind === 'write' ? 'unknown' : 'not-applied'
  if (reason === 'aborted') return new FeedError({ code: 'ABORTED', rule: 'the call was aborted', outcome })
  const code = kind === 'write' ? 'OUTCOME_UNKNOWN' : 'DEADLINE_EXCEEDED'
  return new FeedError({ code, rule: 'the call took longer than its deadline', retryable: true, outcome })
}

/** What the file system throws, as a `FeedError`. Its message stays in the cause: it names paths. */
export function toFeedError(error: unknown, kind: CallKind): FeedError {
  if (isFeedError(error)) return error
  const rule = 'the file system failed'
  return kind === 'write'
    ? new FeedError({ code: 'OUTCOME_UNKNOWN', rule, retryable: true, outcome: 'unknown', cause: error })
    : new FeedError({ code: 'UNAVAILABLE', rule, retryable: true, cause: error })
}
