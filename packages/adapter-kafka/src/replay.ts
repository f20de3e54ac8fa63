import { readRange } from './consume/read-range'
import type { BusContext } from './options'
import type { Publisher } from './publish/publisher'
import { replayRecord } from './records/replay-record'
import type { GroupNames } from './topics/names'
import type { Offsets } from './topics/offsets'

export interface ReplayParams {
  readonly context: BusContext
  readonly offsets: Offsets
  readonly publisher: Publisher
  readonly names: GroupNames
  readonly readerId: string
  readonly fromMs: number
  readonly over: AbortSignal
}

/**
 * Copies the messages of a topic that were published at or after a time into the replay topic of a group, which its
 * members read beside the topic. Moving the offsets of the group instead would need all of its members to be gone, and
 * would put old messages before new ones. Answers how many.
 */
export async function replay(params: ReplayParams): Promise<number> {
  const { context, offsets, publisher, names, readerId, fromMs, over } = params
  const [kept, since] = await Promise.all([offsets.kept(names.topic), offsets.since(names.topic, fromMs)])
  const ranges = new Map(
    [...kept].map(([partition, { low, high }]) => {
      return [partition, { from: Math.max(low, since.get(partition) ?? high), to: high }] as const
    }),
  )
  let count = 0
  await readRange({
    context,
    groupId: readerId,
    topic: names.topic,
    ranges,
    over,
    onMessages: async (partition, messages) => {
      const after = kept.get(partition)?.high ?? 0
      const place = { partition, after, nowMs: context.clock.now() }
      // Times come from the clocks of the publishers, so a later message may have an earlier one.
      const records = messages
        .filter(({ timestamp }) => Number(timestamp) >= fromMs)
        .map((message) => replayRecord(message, place))
      if (records.length > 0) await publisher.send(names.replay, records)
      count += records.length
      return !over.aborted
    },
  })
  return count
}
