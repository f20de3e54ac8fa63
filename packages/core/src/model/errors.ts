/** Stable codes: within a major version none is renamed or removed, and none changes its meaning. */
export type FeedErrorCode =
  | 'INVALID_ARGUMENT'
  | 'INVALID_ID'
  | 'INVALID_BODY'
  | 'INVALID_OPTION'
  | 'PAYLOAD_TOO_LARGE'
  | 'SELF_TARGET'
  | 'BLOCKED'
  | 'FOLLOW_LIMIT'
  | 'UNKNOWN_USER'
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'GONE'
  | 'ID_CONFLICT'
  | 'VERSION_CONFLICT'
  | 'CURSOR_INVALID'
  | 'CURSOR_SCOPE'
  | 'CURSOR_EXPIRED'
  | 'CLOCK_REGRESSED'
  | 'OUTCOME_UNKNOWN'
  | 'DEADLINE_EXCEEDED'
  | 'ABORTED'
  | 'UNAVAILABLE'
  | 'UNSUPPORTED'
  | 'EVENT_INVALID'
  | 'CLOSED'
  | 'INTERNAL'

/**
 * Whether the operation may have taken effect: `not-applied` for certain, or `unknown` (a time-out, a lost reply).
 * After `unknown`, repeat the call with the same ids or idempotency key to learn the outcome.
 */
export type FeedErrorOutcome = 'not-applied' | 'unknown'

export interface FeedErrorDetails {
  readonly code: FeedErrorCode
  /** The rule that was broken, in words, without the offending value: values may be private. */
  readonly rule: string
  /** The argument or option, as a path: `limit`, `timeline.maxEntries`. */
  readonly field?: string
  readonly retryable?: boolean
  readonly outcome?: FeedErrorOutcome
  readonly cause?: unknown
}

const BRAND = Symbol.for('@feed-engine/FeedError')

/**
 * The one error class of the engine and its adapters. Recognise it by `code`, or with {@link isFeedError}, which
 * also holds when two copies of the package are loaded (`instanceof` does not).
 */
export class FeedError extends Error {
  override readonly name = 'FeedError'
  readonly code: FeedErrorCode
  readonly field: string | undefined
  readonly rule: string
  readonly retryable: boolean
  readonly outcome: FeedErrorOutcome
  readonly [BRAND] = true

  constructor(details: FeedErrorDetails) {
    const where = details.field === undefined ? '' : `${details.field}: `
    super(
      `${details.code}: ${where}${details.rule}`,
      details.cause === undefined ? undefined : { cause: details.cause },
    )
    this.code = details.code
    this.field = details.field
    this.rule = details.rule
    this.retryable = details.retryable ?? false
    this.outcome = details.outcome ?? 'not-applied'
  }
}

/** Whether a value is a {@link FeedError} of this or another loaded copy of the package. */
export function isFeedError(value: unknown): value is FeedError {
  return typeof value === 'object' && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true
}
