import { FeedError } from '../../src/index'
import type { PortMethod } from './intercept'
import type { VirtualTime } from './virtual-time'

/** What a store says that cannot be reached: nothing was written. */
export function unavailable(): FeedError {
  return new FeedError({ code: 'UNAVAILABLE', rule: 'the store cannot be reached', retryable: true })
}

/** What a store says whose reply was lost: it may have been written. */
export function replyLost(): FeedError {
  return new FeedError({ code: 'OUTCOME_UNKNOWN', rule: 'the reply was lost', retryable: true, outcome: 'unknown' })
}

/** A store that never answers, and keeps to no deadline. */
export function hang(): Promise<never> {
  return new Promise(() => undefined)
}

/** A store that does not answer, behind an adapter that keeps to the deadline of the call. */
export function stall(time: VirtualTime, call: PortMethod): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (call.deadlineMs !== undefined) time.setTimeout(() => reject(replyLost()), call.deadlineMs)
  })
}
