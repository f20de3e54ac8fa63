import { SeededRandom } from '@feed-engine/simulation'
import { describe, expect, it } from 'vitest'
import { KEPT, type PushWay } from '../../src/baselines/push-way'
import { stampedPost, userId } from '../../src/baselines/stamped-post'
import { churnPlan, fillAndChurn } from '../../src/workloads/fan-out/churn'
import { openRedis } from './clients'
import { PUSH_WAYS } from './push-ways'

const SIZE = { followers: 12, chunkSize: 4, pushes: 70 }
const FIRST = Array.from({ length: KEPT }, (_, number) => stampedPost(number))
const FOLLOWERS = [0, 1, 2, 3].map(userId)

describe.each(Object.entries(PUSH_WAYS))('timelines that %s keeps', (name, open) => {
  it('hold the newest 500 posts after churn', async () => {
    const way = await open(openRedis())
    await fillAndChurn(way, SIZE)
    const plan = churnPlan(SIZE)
    for (let follower = 0; follower < SIZE.followers; follower++) {
      const pushed = plan.flatMap(({ from, to }, at) =>
        from <= follower && follower < to ? [stampedPost(KEPT + at)] : [],
      )
      const newest = [...FIRST, ...pushed].map(({ position }) => position).reverse()
      const held = await way.positionsOf(userId(follower))
      expect(held.slice(0, KEPT)).toEqual(newest.slice(0, KEPT))
    }
  })

  // Lists are in the order of arrival: Misskey takes no notice.
  it.skipIf(name === 'misskey')('hold the same whatever the order of pushes, and how often they come', async () => {
    const way = await open(openRedis())
    await way.fill(FOLLOWERS, FIRST.slice(0, 400))
    const random = new SeededRandom(7)
    const late = Array.from({ length: 200 }, (_, number) => stampedPost(400 + number))
    for (const post of shuffled([...late, ...late.slice(0, 60)], random)) await way.push(post, FOLLOWERS)
    const newest = [...FIRST.slice(0, 400), ...late].map(({ position }) => position).reverse()
    expect((await way.positionsOf(userId(0))).slice(0, KEPT)).toEqual(newest.slice(0, KEPT))
  })
})

describe.each(['floor', 'floor-append-first'])('timelines that %s keeps', (name) => {
  it('are pushed to only if they are open', async () => {
    const { client, prefix } = openRedis()
    const way = await wayNamed(name, { client, prefix })
    await way.push(stampedPost(1), FOLLOWERS)
    expect(await client.keys(`${prefix}*`)).toEqual([])
  })

  it('live no longer for a push', async () => {
    const { client, prefix } = openRedis()
    const way = await wayNamed(name, { client, prefix })
    await way.fill(FOLLOWERS, FIRST)
    const keys = await client.keys(`${prefix}*`)
    await Promise.all(keys.map((key) => client.pexpire(key, 100_000)))
    for (let number = 0; number < 70; number++) await way.push(stampedPost(KEPT + number), FOLLOWERS)
    for (const key of keys) {
      const lifeMs = await client.pttl(key)
      expect(lifeMs).toBeGreaterThan(0)
      expect(lifeMs).toBeLessThanOrEqual(100_000)
    }
  })
})

async function wayNamed(name: string, place: Parameters<NonNullable<(typeof PUSH_WAYS)[string]>>[0]): Promise<PushWay> {
  const open = PUSH_WAYS[name]
  if (open === undefined) throw new Error(`there is no way ${name}`)
  return open(place)
}

function shuffled<T>(items: readonly T[], random: SeededRandom): readonly T[] {
  const left = [...items]
  return items.flatMap(() => left.splice(random.below(left.length), 1))
}
