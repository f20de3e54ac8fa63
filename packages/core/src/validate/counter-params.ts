import { COUNTERS, EVENT_COUNTERS, FeedError } from '../model'
import type { ApplyCountersParams, CounterChange, EventChange, ReadCountersParams } from '../ports'
import { checkInteger, checkOneOf, checkText } from './scalars'

const CODE = 'INVALID_ARGUMENT'
const YEAR_MS = 31_536_000_000
const NAME = { code: CODE, maxBytes: 256 } as const
const NATURAL = { code: CODE, min: 0, max: Number.MAX_SAFE_INTEGER } as const

/** Whether a change counts an event, and not a member. */
export function isEvent(change: CounterChange): change is EventChange {
  return (EVENT_COUNTERS as readonly string[]).includes(change.counter)
}

/**
 * Callers' clocks may differ by so many milliseconds: a store remembers events for that much longer than it takes them, or
 * one caller would have it forget what another still tells.
 */
export const EVENT_CLOCKS_DIFFER_MS = 10_000

/** Whether an event happened before what is remembered. */
export function isStale({ atMs, keepMs }: EventChange, nowMs: number): boolean {
  return atMs < nowMs - keepMs
}

/** Checks all changes before any is applied, as every {@link CounterStore} has to. */
export function checkCounterChanges({ tenant, nowMs, changes }: ApplyCountersParams): void {
  checkText(tenant, 'tenant', NAME)
  checkInteger(nowMs, 'nowMs', NATURAL)
  for (const change of changes) {
    checkText(change.postId, 'postId', NAME)
    checkText(change.member, 'member', NAME)
    checkInteger(change.atMs, 'atMs', NATURAL)
    if (isEvent(change)) {
      checkInteger(change.keepMs, 'keepMs', { code: CODE, min: 1, max: YEAR_MS })
      continue
    }
    checkOneOf(change.counter, 'counter', { code: CODE, choices: COUNTERS })
    if (typeof change.on !== 'boolean')
      throw new FeedError({ code: CODE, field: 'on', rule: 'has to be true or false' })
  }
}

/** Checks what is asked for. */
export function checkCounterRead({ tenant, postIds, viewerId }: ReadCountersParams): void {
  checkText(tenant, 'tenant', NAME)
  for (const postId of postIds) checkText(postId, 'postId', NAME)
  if (viewerId !== undefined) checkText(viewerId, 'viewerId', NAME)
}
