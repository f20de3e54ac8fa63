import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine } from '@feed-engine/core'
import { SeededRandom } from '@feed-engine/simulation'
import { MetricSums } from '../live-feed/metric-sums'
import { drawFollows } from './draw-follows'
import type { Note, Population, PopulationSize } from './population'
import { readAll } from './reads'

/** Builds a population in which some users are far more popular than others. */
export async function createPopulation(size: PopulationSize, seed: number): Promise<Population> {
  const userIds = Array.from({ length: size.users }, (_, user) => `user-${user}`)
  const follows = drawFollows(size, new SeededRandom(seed))
  const stores = createMemoryStores()
  const metrics = new MetricSums()
  const policy = { kind: 'threshold', followers: pullThreshold(follows, size.pullAuthors) } as const
  const engine = createFeedEngine<Note>({ stores, policy, metrics })
  for (const [follower, followees] of follows.entries()) {
    for (const followee of followees) {
      await engine.follow({ followerId: userIds[follower] as string, followeeId: userIds[followee] as string })
    }
  }
  const step = Math.floor(size.users / size.viewers)
  const viewerIds = userIds.filter((_, user) => user % step === 0).slice(0, size.viewers)
  const population = { engine, stores, viewerIds, metrics }
  await readAll(population, 'cached')
  for (let post = 0; post < size.postsPerUser; post++) {
    for (const authorId of userIds) await engine.publish({ authorId, body: { text: `Post ${post} of ${authorId}` } })
  }
  await engine.drain()
  await readAll(population, 'cached')
  return population
}

/** Follower count from which so many authors are pulled; ties may make them more. */
function pullThreshold(follows: readonly ReadonlySet<number>[], pullAuthors: number): number {
  if (pullAuthors === 0) return Number.POSITIVE_INFINITY
  const followers = new Uint32Array(follows.length)
  for (const followees of follows)
    for (const followee of followees) followers[followee] = (followers[followee] ?? 0) + 1
  return followers.sort().at(-pullAuthors) ?? 1
}
