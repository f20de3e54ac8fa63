import { AssignerProtocol, Partitioners } from 'kafkajs'
import { expect, it } from 'vitest'
import { rangeAssigner } from '../../src/consume/range-assigner'
import { partitionOf } from '../../src/publish/partition-of'

const cluster = {
  findTopicPartitionMetadata: () => [4, 3, 2, 1, 0].map((partitionId) => ({ partitionId })),
}

async function assigned(members: number): Promise<Record<string, number[]>[]> {
  const assigner = rangeAssigner(() => undefined)({ cluster })
  const memberIds = Array.from({ length: members }, (_, index) => ({ memberId: `member-${members - index}` }))
  const assignments = await assigner.assign({ members: memberIds, topics: ['posts', 'posts.workers.replay'] })
  return assignments.map(
    ({ memberAssignment }) => AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {},
  )
}

it('partitions go to members in ranges, those of one number together, each to one', async () => {
  expect(await assigned(2)).toEqual([
    { posts: [0, 1, 2], 'posts.workers.replay': [0, 1, 2] },
    { posts: [3, 4], 'posts.workers.replay': [3, 4] },
  ])
  for (const members of [1, 3, 5, 7]) {
    const all = await assigned(members)
    expect(all.flatMap(({ posts = [] }) => posts).sort()).toEqual([0, 1, 2, 3, 4])
    for (const assignment of all) expect(assignment['posts']).toEqual(assignment['posts.workers.replay'])
  }
})

it('says what it subscribes to in the protocol of Kafka', () => {
  const { name, metadata } = rangeAssigner(() => undefined)({ cluster }).protocol({ topics: ['posts', 'é'] })
  expect(name).toBe('range')
  expect(AssignerProtocol.MemberMetadata.decode(metadata)).toMatchObject({ version: 0, topics: ['posts', 'é'] })
})

it('keys go to the partitions that the clients of Kafka choose', () => {
  const theirs = Partitioners.DefaultPartitioner()
  const partitionMetadata = Array.from({ length: 7 }, (_, partitionId) => {
    return { partitionId, leader: 1, partitionErrorCode: 0, replicas: [1], isr: [1] }
  })
  for (let index = 0; index < 300; index++) {
    const key = Buffer.from(`key ${index} ${'é\u{1f600}'.repeat(index % 4)}`)
    const expected = theirs({ topic: 'posts', partitionMetadata, message: { key, value: null } })
    expect(partitionOf(key, 7)).toBe(expected)
  }
})
