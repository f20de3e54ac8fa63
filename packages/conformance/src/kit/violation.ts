import { inspect, isDeepStrictEqual } from 'node:util'
import { type FeedErrorCode, isFeedError } from '@feed-engine/core'

/** An adapter broke a rule: told apart from an adapter, or a harness, that fell over. */
export class RuleViolation extends Error {
  override readonly name = 'RuleViolation'
}

const show = (value: unknown): string => inspect(value, { depth: 8, maxArrayLength: 40, breakLength: 110 })

/** Throws a {@link RuleViolation} with the sentence unless the condition holds. */
export function ensure(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new RuleViolation(sentence)
}

/** Compares by content: classes, `Buffer` for `Uint8Array` and null prototypes make no difference; absent fields do. */
export function ensureEqual(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [canonical(actual), canonical(expected)]
  if (!isDeepStrictEqual(left, right)) {
    throw new RuleViolation(`${what}\nexpected ${show(right)}\nreceived ${show(left)}`)
  }
}

/** Demands that a call does not reject. */
export async function ensureResolves<T>(call: Promise<T>, what: string): Promise<T> {
  return call.catch((cause: unknown) => {
    throw new RuleViolation(`${what}: has to resolve, and rejects with ${show(cause)}`, { cause })
  })
}

/** Demands that a call rejects with a `FeedError` of the code. */
export async function ensureRejects(call: Promise<unknown>, code: FeedErrorCode, what: string): Promise<void> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason ?? new Error('rejected with nothing'),
  )
  if (isFeedError(error) && error.code === code) return
  throw new RuleViolation(`${what}: has to reject with a FeedError ${code}, not with ${show(error)}`, { cause: error })
}

function canonical(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, canonical(item)]))
  if (value instanceof Set) return new Set(value)
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, canonical(item)]))
}
