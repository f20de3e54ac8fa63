import type { DeadLetter } from '@feed-engine/core'
import { readRange } from './consume/read-range'
import type { BusContext } from './options'
import { originOf, parseDeadLetterRecord } from './records/dead-letter-record'
import type { Offsets } from './topics/offsets'

export interface ListDeadLettersParams {
  readonly context: BusContext
  readonly offsets: Offsets
  /** The topic of dead letters, as Kafka knows it. */
  readonly deadLetters: string
  readonly readerId: string
  readonly of: { readonly topic: string; readonly group: string }
  readonly limit: number
  readonly over: AbortSignal
}

/** The oldest dead letters of a group, each once, though a process may have died over writing it. */
export async function listDeadLetters(params: ListDeadLettersParams): Promise<readonly DeadLetter[]> {
  const { context, offsets, deadLetters, readerId, of, limit, over } = params
  const ranges = new Map(
    [...(await offsets.kept(deadLetters))].map(([partition, { low, high }]) => [partition, { from: low, to: high }]),
  )
  const letters = new Map<string, DeadLetter>()
  await readRange({
    context,
    groupId: readerId,
    topic: deadLetters,
    ranges,
    over,
    onMessages: async (_partition, messages) => {
      for (const message of messages) {
        const origin = originOf(message)
        if (letters.size < limit && !letters.has(origin)) letters.set(origin, parseDeadLetterRecord(message, of))
      }
      return letters.size < limit
    },
  })
  return [...letters.values()]
}
