import { FeedError } from '@feed-engine/core'
import type { BatchPayload, IncomingMessage } from '../client/kafka-client'
import type { BusContext } from '../options'
import { Membership } from './membership'

export interface ReadRangeParams {
  readonly context: BusContext
  /** A group that nobody else uses; it commits nothing, so Kafka forgets it. */
  readonly groupId: string
  readonly topic: string
  /** From an offset up to another, exclusive, by partition. Both have to be kept. */
  readonly ranges: ReadonlyMap<number, { readonly from: number; readonly to: number }>
  /** Ends the reading. */
  readonly over: AbortSignal
  /** Called with messages of one partition in order. Answers whether to go on. */
  readonly onMessages: (partition: number, messages: readonly IncomingMessage[]) => Promise<boolean>
}

/** Reads parts of a topic, beside all groups. */
export async function readRange({ context, groupId, topic, ranges, over, onMessages }: ReadRangeParams): Promise<void> {
  const open = new Map([...ranges].filter(([, { from, to }]) => from < to))
  if (open.size === 0) return
  if (over.aborted) throw cutOff()
  let [finish, fail] = [(): void => undefined, (_error: unknown): void => undefined]
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve
    fail = reject
  })
  finished.catch(() => undefined)
  over.addEventListener('abort', () => fail(cutOff()), { once: true })

  const take = async ({ batch, resolveOffset }: BatchPayload): Promise<void> => {
    const range = open.get(batch.partition)
    if (range === undefined) return
    const last = batch.messages.at(-1)
    const wanted = batch.messages.filter(({ offset }) => Number(offset) >= range.from && Number(offset) < range.to)
    const goOn = await onMessages(batch.partition, wanted)
    if (last === undefined) return
    resolveOffset(last.offset)
    if (Number(last.offset) >= range.to - 1) {
      open.delete(batch.partition)
      membership.consumer.pause([{ topic, partitions: [batch.partition] }])
    } else open.set(batch.partition, { from: Number(last.offset) + 1, to: range.to })
    if (!goOn || open.size === 0) finish()
  }

  const membership = new Membership({
    context,
    groupId,
    topics: [topic],
    beforeJoin: () => undefined,
    onJoin: () => {
      for (const [partition, { from }] of open) membership.consumer.seek({ topic, partition, offset: `${from}` })
    },
    onHeartbeat: () => undefined,
    onBatch: (batch) =>
      take(batch).catch((error: unknown) => {
        fail(error)
        throw error
      }),
    onCrash: () => fail(cutOff()),
  })
  try {
    await membership.start()
    await finished
  } finally {
    await membership.stop()
  }
}

function cutOff(): FeedError {
  return new FeedError({ code: 'UNAVAILABLE', rule: 'reading a topic was cut off', retryable: true })
}
