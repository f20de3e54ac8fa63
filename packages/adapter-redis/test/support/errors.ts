import { type FeedError, isFeedError } from '@feed-engine/core'
import { expect } from 'vitest'

/** The error of a call, checked to be the engine's and to tell nothing that is private. */
export async function errorOf(call: Promise<unknown>, secrets: readonly string[]): Promise<FeedError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isFeedError(error)) throw new Error(`not a FeedError: ${String(error)}`)
  const stack = String(error.stack).replaceAll(/^\s+at .*$/gm, '')
  expectNoneIn(`${error.message} ${stack} ${JSON.stringify(error)} ${String(error.cause)}`, secrets)
  return error
}

export function expectNoneIn(text: string, secrets: readonly string[]): void {
  for (const secret of secrets) expect(text).not.toContain(secret)
}
