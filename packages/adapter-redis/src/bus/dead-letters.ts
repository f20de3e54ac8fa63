import type { DeadLetter } from '@feed-engine/core'

/** An entry of the stream of dead letters: id, and fields with their values. */
export type DeadLetterEntry = readonly [id: Buffer, fields: readonly Buffer[]]

export function decodeDeadLetter(
  [, [, key, , value, , code, , cause, , attempts]]: DeadLetterEntry,
  { topic, group }: { readonly topic: string; readonly group: string },
): DeadLetter {
  return {
    topic,
    group,
    key: String(key),
    value: new Uint8Array(value ?? []),
    code: String(code),
    cause: String(cause),
    attempts: Number(attempts),
  }
}

/** By the two numbers of the ids: partitions are told apart by nothing else. */
export function oldestFirst([a]: DeadLetterEntry, [b]: DeadLetterEntry): number {
  const [aMs = 0, aSequence = 0] = a.toString().split('-').map(Number)
  const [bMs = 0, bSequence = 0] = b.toString().split('-').map(Number)
  return aMs - bMs || aSequence - bSequence
}
