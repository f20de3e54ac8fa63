import { describe, expect, test } from 'vitest'
import { followAll, home, say, texts, World } from '../support/world'

/** Legal ids that a careless key, path, pattern, prototype or normalisation would mistake for one another. */
const NASTY_IDS: readonly string[] = [
  'a',
  'a:b',
  'b',
  'a{b}',
  '{a}',
  '{b}',
  '}',
  '*',
  '?',
  '[ab]',
  '"',
  "'",
  '\\',
  '%00',
  '$where',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'undefined',
  'null',
  'NaN',
  '0',
  '-0',
  '00',
  '1e0',
  'a b',
  ' a',
  'a ',
  'A',
  '../a',
  'a/b',
  "a' or '1'='1",
  'ä',
  'a\u0308',
  '\u00c5',
  '\u212b',
  'ﬁ',
  'fi',
  '👩',
  '👩🏽',
  '🏽',
  'ß',
  'ss',
  'İ',
  'i\u0307',
  'x'.repeat(256),
  `${'x'.repeat(255)}y`,
  'ä'.repeat(128),
]

/** Everybody but the last is followed by the one after. */
const PAIRS = NASTY_IDS.slice(1).map((follower, index) => ({ follower, followee: NASTY_IDS[index] ?? '' }))

describe.each([
  { how: 'pushed', followers: Number.POSITIVE_INFINITY },
  { how: 'pulled', followers: 1 },
])('$how posts', ({ followers }) => {
  test('of users with nasty ids reach exactly those who follow them', async () => {
    const world = new World()
    const engine = world.engine({ policy: { kind: 'threshold', followers } })
    for (const { follower, followee } of PAIRS) await followAll(engine, [follower], [followee])
    for (const id of NASTY_IDS) await home(engine, id)
    for (const id of NASTY_IDS) await say(engine, id, `from ${id}`, { idempotencyKey: id })
    await world.time.run(engine.drain())

    expect(await home(engine, NASTY_IDS[0] ?? '')).toEqual([`from ${NASTY_IDS[0]}`])
    for (const { follower, followee } of PAIRS) {
      expect(await home(engine, follower)).toEqual([`from ${follower}`, `from ${followee}`])
      expect(texts(await engine.userTimeline({ viewerId: follower, authorId: followee }))).toEqual([`from ${followee}`])
    }
    await engine.close()
  })
})

test('relations of users with nasty ids concern nobody else', async () => {
  const engine = new World().engine({ workers: 'none' })
  await followAll(engine, ['viewer'], NASTY_IDS)
  for (const id of NASTY_IDS) await say(engine, id, id)
  const all = [...NASTY_IDS].reverse()
  for (const id of NASTY_IDS) {
    const others = all.filter((other) => other !== id)
    await engine.mute({ userId: 'viewer', targetId: id })
    expect(await home(engine, 'viewer')).toEqual(others)
    await engine.unmute({ userId: 'viewer', targetId: id })
    await engine.unfollow({ followerId: 'viewer', followeeId: id })
    expect(await home(engine, 'viewer')).toEqual(others)
    await engine.follow({ followerId: 'viewer', followeeId: id })
    await engine.block({ userId: id, targetId: 'viewer' })
    expect(await home(engine, 'viewer')).toEqual(others)
    await engine.unblock({ userId: id, targetId: 'viewer' })
    await engine.follow({ followerId: 'viewer', followeeId: id })
  }
  expect(await home(engine, 'viewer')).toEqual(all)
})

test('tenants with nasty names see nothing of each other, though their users share names', async () => {
  const world = new World()
  const tenants = [...NASTY_IDS, 'default', 'default:a']
  const engines = tenants.map((tenant) => world.engine({ workers: 'none', tenant }))
  const worker = world.engine({ tenant: 'yet another' })
  for (const [index, engine] of engines.entries()) {
    await followAll(engine, ['a', 'a:b'], ['b'])
    await home(engine, 'a')
    await say(engine, 'b', `in ${tenants[index]}`)
  }
  await world.time.run(worker.drain())
  for (const [index, engine] of engines.entries()) {
    for (const viewerId of ['a', 'a:b', 'b']) expect(await home(engine, viewerId)).toEqual([`in ${tenants[index]}`])
  }
  expect(await home(worker, 'a')).toEqual([])
  await worker.close()
})

test('an idempotency key is one author’s, whatever both are called', async () => {
  const engine = new World().engine({ workers: 'none' })
  const keys = ['k', 'a:k', '__proto__', 'constructor']
  const posts = new Set<string>()
  for (const authorId of ['a', 'a:a', '__proto__', 'constructor']) {
    for (const idempotencyKey of keys) posts.add((await say(engine, authorId, 'same', { idempotencyKey })).id)
  }
  expect(posts.size).toBe(16)
})
