import { MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { expect, test } from 'vitest'
import type { KeyValueCache, Scorer } from '../../src/index'
import { rankedHome, scrambling } from '../support/ranked'
import { followAll, ids, sayMany, World, type WorldEngineOptions } from '../support/world'

const HOUR_MS = 3_600_000
const POSTS = 40

/** A feed that several processes read, with one cache. */
async function feed(cacheOf = (cache: KeyValueCache): KeyValueCache => cache) {
  const world = new World()
  const cache = cacheOf(new MemoryKeyValueCache({ clock: world.time }))
  const open = (ranking: WorldEngineOptions['ranking'] = {}) =>
    world.engine({ cache, ranking: { scorer: scrambling, ...ranking }, relay: { pollIntervalMs: HOUR_MS } })
  const setup = open()
  await followAll(setup, ['viewer', 'another'], ['a'])
  const posts = (await sayMany(setup, 'a', 'post', POSTS)).map(({ id }) => id)
  await world.time.run(setup.drain())
  return { world, open, posts }
}

test('scores of the latest session come from whatever process ranked it, for its viewer alone', async () => {
  const failing: Scorer = { name: 'failing', score: () => Promise.reject(new Error('down')) }
  const { open } = await feed()
  const ranked = await rankedHome(open(), { limit: POSTS })
  const elsewhere = open({ scorer: failing })
  const cached = await rankedHome(elsewhere, { limit: POSTS })
  expect(cached.degraded).toEqual(['ranking-cached-scores'])
  expect(ids(cached)).toEqual(ids(ranked))
  const others = await rankedHome(open({ scorer: failing }), { viewerId: 'another', limit: POSTS })
  expect(others.degraded).toEqual(['ranking-chronological'])
})

test('what was served is known for a day and for twice the life of a session, in any process', async () => {
  const { world, open, posts } = await feed()
  for (const [sessionTtlMs, laterMs] of [
    [HOUR_MS, 23 * HOUR_MS],
    [20 * HOUR_MS, 39 * HOUR_MS],
  ] as const) {
    const first = await rankedHome(open({ sessionTtlMs }), { limit: 10 })
    await world.time.advance(laterMs)
    const rest = await rankedHome(open({ sessionTtlMs }), { limit: 100, cursor: first.nextCursor ?? '' })
    expect(rest.ranking?.restarted).toBe(true)
    expect([...ids(first), ...ids(rest)].sort()).toEqual([...posts].sort())
  }
})

test('a cache that answers with the session of another cursor has lost the one asked for', async () => {
  const confusing = (cache: KeyValueCache): KeyValueCache =>
    Object.assign(Object.create(cache) as KeyValueCache, {
      getMany: async ({ keys }: { readonly keys: readonly string[] }) => {
        const value = sessions[0]
        const found = value === undefined ? [] : keys.map((key) => [key, { value, version: 0 }] as const)
        return { values: new Map(found) }
      },
      setMany: async ({ entries }: { readonly entries: readonly { readonly value: Uint8Array }[] }) => {
        sessions.push(...entries.slice(0, 1).map(({ value }) => value))
      },
    })
  const sessions: Uint8Array[] = []
  const { open } = await feed(confusing)
  await rankedHome(open(), { limit: 10 })
  const second = await rankedHome(open(), { limit: 10 })
  const next = await rankedHome(open(), { limit: 10, cursor: second.nextCursor ?? '' })
  expect(next.degraded).toEqual(['ranking-session-lost'])
})
