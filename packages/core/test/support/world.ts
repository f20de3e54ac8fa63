import { createMemoryStores, type MemoryStores } from '@feed-engine/adapter-memory'
import {
  createFeedEngine,
  DEFAULT_TENANT,
  type FeedEngine,
  type FeedEngineOptions,
  type FeedPage,
  type FeedStores,
  type KeyValueCache,
  type Post,
  type PublishRequest,
  type TimelineSlice,
} from '../../src/index'
import { type Interceptor, intercept } from './intercept'
import { seededRandom } from './seeded-random'
import { VirtualTime } from './virtual-time'

export interface Body {
  readonly text: string
}

export type TestEngine = FeedEngine<Body>

export interface WorldEngineOptions extends Partial<FeedEngineOptions<Body>> {
  /** Stands between this engine and the stores. */
  readonly intercept?: Interceptor
  /** Shared by the engines that are given it. */
  readonly cache?: KeyValueCache
}

export const CURSOR_KEYS = [{ id: 'k1', secret: 'a secret of thirty-two bytes.....' }] as const

/** Memory stores under virtual time, and any number of engines over them. */
export class World {
  readonly time = new VirtualTime()
  readonly random = seededRandom()
  readonly stores: MemoryStores = createMemoryStores({
    clock: this.time,
    timers: this.time,
    random: this.random,
    timelines: { maxTimelines: 1_000 },
  })
  #engines = 0

  engine(options: WorldEngineOptions = {}): TestEngine {
    const { intercept: interceptor, cache, ...rest } = options
    const all: FeedStores = cache === undefined ? this.stores : { ...this.stores, cache }
    const stores = interceptor === undefined ? all : intercept(all, interceptor)
    return createFeedEngine<Body>({
      stores,
      clock: this.time,
      timers: this.time,
      random: this.random,
      nodeId: ++this.#engines,
      cursor: { keys: CURSOR_KEYS },
      ...rest,
    })
  }

  /** What the cache holds of a home timeline, whole. */
  timelineOf(ownerId: string, tenant = DEFAULT_TENANT): Promise<TimelineSlice | null> {
    const feed = { tenant, kind: 'home', ownerId } as const
    return this.stores.timelines.read({ feed, limit: 100_000, idleTtlMs: 1_000_000_000 })
  }

  /** The cached positions of a home timeline, newest first. */
  async cachedPositions(ownerId: string): Promise<readonly string[]> {
    return (await this.timelineOf(ownerId))?.entries.map(({ position }) => position) ?? []
  }

  evict(...ownerIds: readonly string[]): Promise<void> {
    const feeds = ownerIds.map((ownerId) => ({ tenant: DEFAULT_TENANT, kind: 'home', ownerId }) as const)
    return this.stores.timelines.evict({ feeds })
  }
}

export function say(
  engine: TestEngine,
  authorId: string,
  text: string,
  more: Partial<PublishRequest<Body>> = {},
): Promise<Post<Body>> {
  return engine.publish({ authorId, body: { text }, ...more })
}

/** Publishes `count` posts one after the other, named `name 1`, `name 2`, … */
export async function sayMany(
  engine: TestEngine,
  authorId: string,
  name: string,
  count: number,
): Promise<readonly Post<Body>[]> {
  const posts: Post<Body>[] = []
  for (let index = 1; index <= count; index++) posts.push(await say(engine, authorId, `${name} ${index}`))
  return posts
}

export async function followAll(
  engine: TestEngine,
  followerIds: readonly string[],
  followeeIds: readonly string[],
): Promise<void> {
  for (const followerId of followerIds) {
    for (const followeeId of followeeIds) await engine.follow({ followerId, followeeId })
  }
}

export function texts(page: FeedPage<Body>): readonly (string | undefined)[] {
  return page.items.map(({ post }) => post.body?.text)
}

export function ids(page: FeedPage<Body>): readonly string[] {
  return page.items.map(({ post }) => post.id)
}

export async function home(
  engine: TestEngine,
  viewerId: string,
  limit = 100,
): Promise<readonly (string | undefined)[]> {
  return texts(await engine.homeTimeline({ viewerId, limit }))
}

/** All pages of a home timeline, to the end. */
export async function homePages(
  engine: TestEngine,
  viewerId: string,
  limit = 100,
  read: 'cached' | 'strict' = 'cached',
): Promise<readonly FeedPage<Body>[]> {
  const pages: FeedPage<Body>[] = []
  let cursor: string | undefined
  do {
    const page = await engine.homeTimeline({ viewerId, limit, read, ...(cursor === undefined ? {} : { cursor }) })
    pages.push(page)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return pages
}

/** Ids of a whole home timeline. */
export async function wholeHome(
  engine: TestEngine,
  viewerId: string,
  limit = 100,
  read: 'cached' | 'strict' = 'cached',
): Promise<readonly string[]> {
  return (await homePages(engine, viewerId, limit, read)).flatMap(ids)
}
