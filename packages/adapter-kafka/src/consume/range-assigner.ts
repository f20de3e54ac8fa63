import type { PartitionAssigner } from '../client/kafka-client'

const VERSION = 0

/**
 * Contiguous ranges of every topic to the members in the order of their ids: the assignor that all Kafka clients call
 * `range`, so that members with another client may share the group. Partitions of one number go together, of whatever
 * topic.
 *
 * @param beforeJoin called before the member joins its group, again and again until it does not throw
 */
export function rangeAssigner(beforeJoin: () => void): PartitionAssigner {
  return ({ cluster }) => ({
    name: 'range',
    version: VERSION,
    protocol({ topics }) {
      beforeJoin()
      return { name: 'range', metadata: encodeSubscription(topics) }
    },
    async assign({ members, topics }) {
      const memberIds = members.map(({ memberId }) => memberId).sort()
      return memberIds.map((memberId, rank) => {
        const ranges = topics.map((topic): [string, number[]] => {
          const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)
          return [topic, rangeOf(partitions, rank, memberIds.length)]
        })
        return { memberId, memberAssignment: encodeAssignment(ranges) }
      })
    },
  })
}

function rangeOf(partitions: readonly number[], rank: number, members: number): number[] {
  const each = Math.floor(partitions.length / members)
  const extra = partitions.length % members
  const start = rank * each + Math.min(rank, extra)
  return [...partitions].sort((a, b) => a - b).slice(start, start + each + (rank < extra ? 1 : 0))
}

/** Kafka's embedded consumer protocol: version, topics, no user data. */
function encodeSubscription(topics: readonly string[]): Buffer {
  return Buffer.concat([int16(VERSION), int32(topics.length), ...topics.map(text), int32(0)])
}

function encodeAssignment(ranges: readonly [topic: string, partitions: readonly number[]][]): Buffer {
  const topics = ranges.map(([topic, partitions]) =>
    Buffer.concat([text(topic), int32(partitions.length), ...partitions.map(int32)]),
  )
  return Buffer.concat([int16(VERSION), int32(ranges.length), ...topics, int32(0)])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8')
  return Buffer.concat([int16(bytes.length), bytes])
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
