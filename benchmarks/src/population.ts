import { createMemoryStores, type MemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, DEFAULT_TENANT, type FeedEngine, type FeedPage, type Freshness } from '@feed-engine/core'
import { SeededRandom } from '@feed-engine/simulation'
import type { Population } from './scale'

/** Authors who are pulled. */
const PULL_AUTHORS = 3

export interface Note {
  readonly text: string
}

/** An engine on memory stores whose users have followed and published, with the viewers' timelines open and filled. */
export interface LivePopulation {
  readonly engine: FeedEngine<Note>
  readonly stores: MemoryStores
  readonly viewerIds: readonly string[]
}

/** Builds a population: some users are far more popular than others, and the few most followed are pulled. */
export async function createPopulation(population: Population, seed: number): Promise<LivePopulation> {
  const random = new SeededRandom(seed)
  const userIds = Array.from({ length: population.users }, (_, user) => `user-${user}`)
  const follows = drawFollows(population, random)
  const stores = createMemoryStores()
  const engine = createFeedEngine<Note>({ stores, policy: { kind: 'threshold', followers: pullThreshold(follows) } })
  for (const [follower, followees] of follows.entries()) {
    for (const followee of followees) {
      await engine.follow({ followerId: userIds[follower] as string, followeeId: userIds[followee] as string })
    }
  }
  const step = Math.floor(population.users / population.viewers)
  const viewerIds = userIds.filter((_, user) => user % step === 0).slice(0, population.viewers)
  const live = { engine, stores, viewerIds }
  await readAll(live, 'cached')
  for (let post = 0; post < population.postsPerUser; post++) {
    for (const authorId of userIds) await engine.publish({ authorId, body: { text: `Post ${post} of ${authorId}` } })
  }
  await engine.drain()
  await readAll(live, 'cached')
  return live
}

/** Reads the first page of each viewer. Throws if one was not made as expected: then it is not what is measured. */
export async function readAll(
  { engine, viewerIds }: LivePopulation,
  read: 'cached' | 'strict',
  expected?: Freshness,
): Promise<readonly FeedPage<Note>[]> {
  const pages: FeedPage<Note>[] = []
  for (const viewerId of viewerIds) {
    const page = await engine.homeTimeline({ viewerId, read })
    if (expected !== undefined && page.freshness !== expected)
      throw new Error(`a page is ${page.freshness}, not ${expected}`)
    pages.push(page)
  }
  return pages
}

/** Forgets the timelines of the viewers. */
export async function evictAll({ stores, viewerIds }: LivePopulation): Promise<void> {
  const feeds = viewerIds.map((ownerId) => ({ tenant: DEFAULT_TENANT, kind: 'home' as const, ownerId }))
  await stores.timelines.evict({ feeds })
}

function drawFollows({ users, followees }: Population, random: SeededRandom): readonly ReadonlySet<number>[] {
  return Array.from({ length: users }, (_, follower) => {
    const picked = new Set<number>()
    // Squaring favours low numbers: those are the popular users.
    while (picked.size < Math.min(followees, users - 1)) {
      const followee = Math.floor(random.next() ** 2 * users)
      if (followee !== follower) picked.add(followee)
    }
    return picked
  })
}

function pullThreshold(follows: readonly ReadonlySet<number>[]): number {
  const followers = new Uint32Array(follows.length)
  for (const followees of follows)
    for (const followee of followees) followers[followee] = (followers[followee] ?? 0) + 1
  return followers.sort().at(-PULL_AUTHORS) ?? 1
}
