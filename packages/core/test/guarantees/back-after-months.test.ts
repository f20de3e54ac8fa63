import { describe, expect, test } from 'vitest'
import { followAll, ids, say, texts, World, type WorldEngineOptions, wholeHome } from '../support/world'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MONTHS_MS = 120 * DAY_MS

/** A reader who read once, long ago; meanwhile others posted, followed, were blocked and deleted what they had said. */
async function absence(options: WorldEngineOptions) {
  const world = new World()
  const engine = world.engine({ relay: { pollIntervalMs: HOUR_MS }, ...options })
  await followAll(engine, ['viewer'], ['a', 'b', 'gone'])
  const early = await say(engine, 'a', 'early')
  await engine.homeTimeline({ viewerId: 'viewer' })
  await engine.recordInteractions({ viewerId: 'viewer', interactions: [{ kind: 'like', postId: early.id }] })
  await world.time.run(engine.drain())

  for (let week = 1; week <= 8; week++) {
    world.time.jump(MONTHS_MS / 8)
    for (const author of ['a', 'b', 'gone']) {
      const post = await say(engine, author, `${author} ${week}`)
      await engine.recordInteractions({ viewerId: 'fan', interactions: [{ kind: 'like', postId: post.id }] })
    }
  }
  const regretted = await say(engine, 'b', 'regretted')
  await engine.deletePost({ postId: regretted.id, authorId: 'b' })
  await engine.block({ userId: 'gone', targetId: 'viewer' })
  await say(engine, 'stranger', 'trending').then((post) =>
    engine.recordInteractions({ viewerId: 'fan', interactions: [{ kind: 'like', postId: post.id }] }),
  )
  await world.time.advance(HOUR_MS)
  await world.time.run(engine.drain())
  return { world, engine }
}

describe.each<readonly [string, WorldEngineOptions]>([
  ['pushed to', {}],
  ['pulling', { policy: { kind: 'threshold', followers: 1, hysteresis: 0 } }],
])('the first page of who is back after months, %s,', (_name, options) => {
  test('is right, newest first: whatever was missed, and nothing that is gone', async () => {
    const { world, engine } = await absence(options)
    const page = await engine.homeTimeline({ viewerId: 'viewer', limit: 10 })
    const expected = [8, 7, 6, 5, 4].flatMap((week) => [`b ${week}`, `a ${week}`])
    expect(texts(page)).toEqual(expected)
    expect(page.freshness).toBe('rebuilt')
    expect(page.degraded).toEqual([])
    const strict = await wholeHome(engine, 'viewer', 10, 'strict')
    expect(ids(page)).toEqual(strict.slice(0, 10))
    expect(await wholeHome(world.engine({ workers: 'none' }), 'viewer', 10)).toEqual(strict)
  })

  test('is right by score: what is new leads, though all interests have long decayed', async () => {
    const { engine } = await absence(options)
    const page = await engine.homeTimeline({ viewerId: 'viewer', limit: 10, ranking: 'ranked' })
    expect(page.items).toHaveLength(10)
    expect(page.degraded).toEqual([])
    expect(texts(page).slice(0, 2).toSorted()).toEqual(['a 8', 'b 8'])
    const feed = await wholeHome(engine, 'viewer', 100, 'strict')
    expect(ids(page).every((id) => feed.includes(id))).toBe(true)
    for (const { why } of page.items) expect(why.ranking?.score).toBeGreaterThan(0)
  })

  test('is filled up with what is trending now, if it is short', async () => {
    const { engine } = await absence({ ...options, discovery: {} })
    const page = await engine.homeTimeline({ viewerId: 'viewer', limit: 20 })
    expect(texts(page)).toHaveLength(18)
    expect(texts(page).slice(-2)).toEqual(['early', 'trending'])
    expect(page.discovered).toEqual({ share: 0.3, count: 1 })
  })
})
