import { randomBytes } from 'node:crypto'
import type { FeedEngine, FeedStores, TimelineCache } from '@feed-engine/core'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { createFeed, type Deployment, type Note, PROFILES } from '../src'

const READERS = Array.from({ length: 12 }, (_, index) => `reader-${index}`)
const AUTHORS = ['ada', 'grace', 'edsger']

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Network {
  readonly engine: FeedEngine<Note>
  readonly deployment: Deployment
  publish(count: number): Promise<void>
}

/** Everybody follows everybody, and has read; `disturb` may put something between engine and cache. */
async function network(
  profile: (typeof PROFILES)[number],
  disturb: (timelines: TimelineCache) => TimelineCache = (timelines) => timelines,
): Promise<Network> {
  const deployment = await profile.open(inject('connections'), `recovery_${randomBytes(6).toString('hex')}`)
  const { timelines } = deployment.stores
  const stores: FeedStores =
    timelines === undefined ? deployment.stores : { ...deployment.stores, timelines: disturb(timelines) }
  const engine = createFeed(
    { ...deployment, stores },
    { workers: 'inline', cursorSecret: randomBytes(32).toString('hex') },
  )
  closing.push(
    () => deployment.remove(),
    () => engine.close(),
  )
  for (const followerId of READERS) {
    for (const followeeId of AUTHORS) await engine.follow({ followerId, followeeId })
    await engine.homeTimeline({ viewerId: followerId })
  }
  let published = 0
  return {
    engine,
    deployment,
    async publish(count) {
      for (let index = 0; index < count; index++) {
        const authorId = AUTHORS[published % AUTHORS.length] ?? ''
        await engine.publish({ authorId, body: { text: `post ${++published}` } })
      }
    },
  }
}

async function texts(engine: FeedEngine<Note>, viewerId: string, read?: 'strict'): Promise<string[]> {
  const found: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await engine.homeTimeline({
      viewerId,
      limit: 7,
      ...(read === undefined ? {} : { read }),
      ...(cursor === undefined ? {} : { cursor }),
    })
    found.push(...page.items.map(({ post }) => post.body?.text ?? ''))
    cursor = page.nextCursor
    if (cursor === undefined) return found
  }
}

const newestFirst = (count: number): string[] => Array.from({ length: count }, (_, index) => `post ${count - index}`)

describe.each(PROFILES)('$name', (profile) => {
  test('timelines that are unlinked are right on the next read', async () => {
    const { engine, deployment, publish } = await network(profile)
    await publish(20)
    await engine.drain()
    const feeds = READERS.filter((_, index) => index % 2 === 0).map((ownerId) => ({
      tenant: 'default',
      kind: 'home' as const,
      ownerId,
    }))
    await deployment.stores.timelines?.evict({ feeds })
    await publish(5)
    await engine.drain()
    for (const reader of READERS) expect(await texts(engine, reader)).toEqual(newestFirst(25))
  })

  test('what a worker dropped and misrouted is repaired by a replay from before', async () => {
    let broken = false
    const { engine, publish } = await network(profile, (timelines) => misrouting(timelines, () => broken))
    await publish(5)
    await engine.drain()
    const fromMs = Date.now() - 1_000
    broken = true
    await publish(10)
    await engine.drain()
    broken = false
    const lossy = await Promise.all(READERS.map((reader) => texts(engine, reader)))
    expect(lossy.some((found) => found.length < 15)).toBe(true)

    await engine.replay({ fromMs })
    await engine.drain()
    for (const reader of READERS) {
      expect(await texts(engine, reader)).toEqual(newestFirst(15))
      expect(await texts(engine, reader, 'strict')).toEqual(newestFirst(15))
    }
  })
})

/** A cache whose pushes go to nobody, or to somebody else, while it is broken, and who says that all went well. */
function misrouting(timelines: TimelineCache, isBroken: () => boolean): TimelineCache {
  return new Proxy(timelines, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name !== 'push') return value.bind(target)
      const push: TimelineCache['push'] = async (params, call) => {
        if (!isBroken()) return target.push(params, call)
        const feeds = params.feeds.map((feed) => ({ ...feed, ownerId: READERS[0] ?? '' }))
        await target.push({ ...params, feeds: feeds.slice(0, 1) }, call)
        return params.feeds.map(() => 'pushed')
      }
      return push
    },
  })
}
