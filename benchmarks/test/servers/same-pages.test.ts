import type { FeedEngine } from '@feed-engine/core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freshNamespace } from '../../src/baselines/fresh-prefix'
import type { ReadWay } from '../../src/baselines/read-way'
import { requireSamePage } from '../../src/baselines/same-page'
import { type Body, createPopulation, type Population } from '../../src/workloads/warm-read/population'
import { readWays, type WaysByHand } from '../../src/workloads/warm-read/ways'

const SIZE = { viewers: 3, pushAuthors: 6, pullAuthors: 4, followedPush: 5, followedPull: 3, rounds: 10 }
const NAMES = ['floor', 'design-text', 'misskey']

let population: Population
let byHand: WaysByHand
let engine: FeedEngine<Body>

beforeAll(async () => {
  const settings = { addresses: inject('connections'), seed: 1 }
  const namespace = freshNamespace()
  population = await createPopulation(settings, namespace, SIZE)
  byHand = await readWays(settings, namespace, population)
  engine = population.openEngine({})
})
afterAll(async () => {
  await engine.close()
  await byHand.close()
  await population.remove()
})

async function requireSamePages(): Promise<void> {
  for (const way of byHand.ways) {
    for (const viewerId of population.viewerIds) await requireSamePage(engine, way, viewerId, 'cached')
  }
}

const wayNamed = (name: string): ReadWay | undefined => byHand.ways.find((way) => way.name === name)

/** The engine's first page for the first viewer. */
async function firstPage() {
  const [viewerId = ''] = population.viewerIds
  const { items } = await engine.homeTimeline({ viewerId })
  return { viewerId, posts: items.map(({ post }) => post) }
}

describe('baselines of warm reads', () => {
  it('are all of those', () => expect(byHand.ways.map(({ name }) => name)).toEqual(NAMES))

  it('show what the engine shows: pushed and pulled posts', async () => {
    await requireSamePages()
    const { posts } = await firstPage()
    const pulled = posts.filter(({ authorId }) => population.pullAuthorIds.includes(authorId))
    expect(posts).toHaveLength(20)
    expect(pulled.length).toBeGreaterThan(2)
    expect(pulled.length).toBeLessThan(18)
  })

  it('show no deleted post', async () => {
    const { posts } = await firstPage()
    const [post] = posts
    await engine.deletePost({ postId: post?.id ?? '', authorId: post?.authorId ?? '' })
    await requireSamePages()
    expect((await firstPage()).posts[0]?.id).not.toBe(post?.id)
  })

  it('show nothing of who is muted, blocks, or is no longer followed', async () => {
    const { viewerId, posts } = await firstPage()
    const [muted = '', blocker = '', unfollowed = ''] = new Set(posts.map(({ authorId }) => authorId))
    await engine.mute({ userId: viewerId, targetId: muted })
    await requireSamePages()
    await engine.block({ userId: blocker, targetId: viewerId })
    await requireSamePages()
    await engine.unfollow({ followerId: viewerId, followeeId: unfollowed })
    await requireSamePages()
    const after = new Set((await firstPage()).posts.map(({ authorId }) => authorId))
    expect([muted, blocker, unfollowed].filter((authorId) => after.has(authorId))).toEqual([])
  })

  it.each(NAMES)('would be found out, were %s to lack a check', async (name) => {
    const way = wayNamed(name)
    const lacking = {
      ...way,
      read: async (viewerId: string) => ({ items: (await way?.read(viewerId))?.items.slice(1) }),
    }
    const [viewerId = ''] = population.viewerIds
    await expect(requireSamePage(engine, lacking as ReadWay, viewerId, 'cached')).rejects.toThrow('another page')
  })
})
