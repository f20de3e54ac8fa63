import { expect } from 'vitest'
import { type FeedError, type FeedErrorCode, isFeedError } from '../../src/index'

/** The error that a call is refused with. */
export async function refusal(call: () => unknown): Promise<FeedError> {
  let answer: unknown
  try {
    answer = await call()
  } catch (error) {
    if (isFeedError(error)) return error
    throw new Error(`threw something that is no FeedError: ${String(error)}`, { cause: error })
  }
  throw new Error(`was not refused, but answered ${typeof answer}`)
}

/** Expects a refusal of bad input: typed, certain that nothing has happened, and silent about the value. */
export async function expectRefusal(
  call: () => unknown,
  expected: { readonly code: FeedErrorCode; readonly field?: string | undefined },
): Promise<FeedError> {
  const error = await refusal(call)
  expect({ code: error.code, field: error.field }).toEqual({ code: expected.code, field: expected.field })
  expect(error.outcome).toBe('not-applied')
  expect(error.retryable).toBe(false)
  expect(error.message).not.toContain(SECRET)
  expect(error.message.length).toBeLessThan(400)
  return error
}

/** Expects the same refusal of each of the values; fails with the names of those that were not refused so. */
export async function expectRefusals(
  values: readonly (readonly [name: string, value: unknown])[],
  call: (value: unknown) => unknown,
  expected: { readonly code: FeedErrorCode; readonly field?: string | undefined },
): Promise<void> {
  const failures: unknown[] = []
  for (const [name, value] of values) {
    await expectRefusal(() => call(value), expected).catch((error: unknown) =>
      failures.push(`${name}: ${String(error)}`),
    )
  }
  expect(failures).toEqual([])
}

/** Part of every bad text: no message may repeat it. */
export const SECRET = 'do-not-repeat'
