import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { BAD_IDS } from '../support/bad-values'
import { expectRefusal, expectRefusals, SECRET } from '../support/refusal'
import { expectUntouched, expectUnwritten, forget, watchedEngine } from '../support/watched'
import { CURSOR_KEYS, followAll, ids, sayMany, type TestEngine } from '../support/world'

const watched = watchedEngine({ workers: 'none' })
const { engine, world } = watched
let cursor: string

const read = (given: unknown): Promise<unknown> => readOn(engine, given)

async function readOn(on: TestEngine, given: unknown): Promise<readonly string[]> {
  return ids(await on.homeTimeline({ viewerId: 'alice', limit: 2, cursor: given as string }))
}

async function nextCursor(on: TestEngine, viewerId = 'alice'): Promise<string> {
  const page = await on.homeTimeline({ viewerId, limit: 2 })
  if (page.nextCursor === undefined) throw new Error('the feed has one page only')
  return page.nextCursor
}

beforeAll(async () => {
  await followAll(engine, ['alice', 'bob'], ['carol'])
  await sayMany(engine, 'carol', 'post', 6)
  cursor = await nextCursor(engine)
  await forget(watched)
})

const INVALID = { code: 'CURSOR_INVALID', field: 'cursor' } as const
const SCOPE = { code: 'CURSOR_SCOPE', field: 'cursor' } as const

describe('a cursor that is not ours', () => {
  test('is refused: other types, other texts, huge ones', async () => {
    const others = [
      ['a word', SECRET],
      ['padding', '===='],
      ['a huge text', 'A'.repeat(5_000_000)],
    ] as const
    await expectRefusals([...BAD_IDS, ...others], read, INVALID)
    expectUntouched(watched)
  })

  test('is refused: any text at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.base64String({ maxLength: 200 })), async (text) => {
        await expectRefusal(() => read(text), INVALID)
      }),
      { numRuns: 300 },
    )
    expectUntouched(watched)
  })

  test('is refused: any bytes at all, behind the right version', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        await expectRefusal(() => read(Buffer.from([1, ...bytes]).toString('base64url')), INVALID)
      }),
      { numRuns: 300 },
    )
    expectUntouched(watched)
  })
})

describe('a cursor that was altered', () => {
  test('is refused with any bit flipped', async () => {
    const bytes = Buffer.from(cursor, 'base64url')
    for (let index = 0; index < bytes.length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const forged = Buffer.from(bytes)
        forged[index] = (forged[index] ?? 0) ^ (1 << bit)
        await expectRefusal(() => read(forged.toString('base64url')), INVALID)
      }
    }
    expectUntouched(watched)
  })

  test('is refused with any character replaced', async () => {
    for (let index = 0; index < cursor.length; index++) {
      const other = cursor[index] === 'A' ? 'B' : 'A'
      await expectRefusal(() => read(cursor.slice(0, index) + other + cursor.slice(index + 1)), INVALID)
    }
    expectUntouched(watched)
  })

  test('is refused truncated at any length, from either end', async () => {
    for (let length = 0; length < cursor.length; length++) {
      await expectRefusal(() => read(cursor.slice(0, length)), INVALID)
      await expectRefusal(() => read(cursor.slice(cursor.length - length)), INVALID)
    }
    expectUntouched(watched)
  })

  test('is refused extended by anything, on either side or within', async () => {
    for (const extra of ['A', 'AAAA', '=', ' ', '\n', '.', cursor]) {
      await expectRefusal(() => read(cursor + extra), INVALID)
      await expectRefusal(() => read(extra + cursor), INVALID)
      await expectRefusal(() => read(cursor.slice(0, 8) + extra + cursor.slice(8)), INVALID)
    }
    expectUntouched(watched)
  })

  test('is refused in any other spelling of the same bytes', async () => {
    const bytes = Buffer.from(cursor, 'base64url')
    const padded = Buffer.concat([bytes, Buffer.alloc((3 - (bytes.length % 3)) % 3)])
    for (const spelling of [
      bytes.toString('base64'),
      bytes.toString('hex'),
      bytes.toString('latin1'),
      padded.toString('base64url'),
      encodeURIComponent(`${cursor}=`),
    ]) {
      if (spelling !== cursor) await expectRefusal(() => read(spelling), INVALID)
    }
    expectUntouched(watched)
  })

  test('is refused with its last, unused bits set', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const bytes = Buffer.from(cursor, 'base64url')
    const others = [...alphabet].map((last) => cursor.slice(0, -1) + last).filter((text) => text !== cursor)
    const aliases = others.filter((text) => Buffer.from(text, 'base64url').equals(bytes))
    expect(aliases.length > 0).toBe(bytes.length % 3 !== 0)
    for (const text of others) await expectRefusal(() => read(text), INVALID)
    expectUntouched(watched)
  })
})

describe('a cursor of another scope', () => {
  test('is refused for another viewer, another feed, another author, another tenant', async () => {
    await expectRefusal(() => engine.homeTimeline({ viewerId: 'bob', cursor }), SCOPE)
    await expectRefusal(() => engine.userTimeline({ viewerId: 'alice', authorId: 'alice', cursor }), SCOPE)
    await expectRefusal(() => engine.userTimeline({ viewerId: 'alice', authorId: 'carol', cursor }), SCOPE)
    await expectRefusal(() => readOn(world.engine({ workers: 'none', tenant: 'other' }), cursor), SCOPE)

    const own = await engine.userTimeline({ viewerId: 'alice', authorId: 'carol', limit: 2 })
    const ofUser = own.nextCursor ?? ''
    await forget(watched)
    await expectRefusal(() => engine.userTimeline({ viewerId: 'bob', authorId: 'carol', cursor: ofUser }), SCOPE)
    await expectRefusal(() => engine.userTimeline({ viewerId: 'carol', authorId: 'alice', cursor: ofUser }), SCOPE)
    await expectRefusal(() => read(ofUser), SCOPE)
    expectUntouched(watched)
  })

  test('ids that would run together as text are told apart', async () => {
    const { engine: other } = watchedEngine()
    for (const author of ['c', 'ca']) await sayMany(other, author, 'post', 6)
    const page = await other.userTimeline({ viewerId: 'ab', authorId: 'c', limit: 2 })
    const next = page.nextCursor ?? ''
    await expectRefusal(() => other.userTimeline({ viewerId: 'b', authorId: 'ca', cursor: next }), SCOPE)
  })
})

describe('keys', () => {
  const [oldKey] = CURSOR_KEYS
  const newKey = { id: 'k2', secret: new Uint8Array(32).fill(7) }

  test('rotated keys go on working while they are listed', async () => {
    const rotated = world.engine({ workers: 'none', cursor: { keys: [newKey, oldKey] } })
    expect(await readOn(rotated, cursor)).toEqual(await read(cursor))
    const signedAnew = await nextCursor(rotated)
    expect(await readOn(world.engine({ workers: 'none', cursor: { keys: [oldKey, newKey] } }), signedAnew)).toEqual(
      await read(cursor),
    )
    await forget(watched)
    await expectRefusal(() => read(signedAnew), INVALID)
    await expectRefusal(() => readOn(world.engine({ workers: 'none', cursor: { keys: [newKey] } }), cursor), INVALID)
    expectUntouched(watched)
  })

  test('a key of the same name with another secret opens nothing', async () => {
    const { id } = oldKey
    const thief = world.engine({ workers: 'none', cursor: { keys: [{ id, secret: 'another secret, as long as it' }] } })
    await expectRefusal(() => readOn(thief, cursor), INVALID)
    const forged = await nextCursor(thief)
    await expectRefusal(() => read(forged), INVALID)
  })

  test('a secret that the caller overwrites later is not the engine’s', async () => {
    const secret = new Uint8Array(32).fill(9)
    const own = world.engine({ workers: 'none', cursor: { keys: [{ id: 'k', secret }] } })
    const before = await nextCursor(own)
    secret.fill(0)
    await readOn(own, before)
  })

  test('two engines without keys do not read each other’s cursors', async () => {
    const { stores, time } = world
    const unkeyed = (): TestEngine =>
      world.engine({ workers: 'none', ...({ cursor: undefined } as object), stores, clock: time })
    const foreign = await nextCursor(unkeyed())
    await expectRefusal(() => readOn(unkeyed(), foreign), INVALID)
  })
})

test('expire when they are older than maxAgeMs, to the millisecond', async () => {
  const own = watchedEngine({ cursor: { keys: CURSOR_KEYS, maxAgeMs: 60_000 } })
  await sayMany(own.engine, 'alice', 'post', 6)
  const aging = await nextCursor(own.engine)
  own.world.time.jump(60_000)
  await readOn(own.engine, aging)
  own.world.time.jump(1)
  await forget(own)
  await expectRefusal(() => readOn(own.engine, aging), { code: 'CURSOR_EXPIRED', field: 'cursor' })
  expectUntouched(own)
  await readOn(own.engine, await nextCursor(own.engine))
})

test('do not expire by default', async () => {
  const own = watchedEngine()
  await sayMany(own.engine, 'alice', 'post', 6)
  const aging = await nextCursor(own.engine)
  own.world.time.jump(20 * 365 * 86_400_000)
  await readOn(own.engine, aging)
})

test('a cursor goes on where its post was, though that is deleted', async () => {
  const own = watchedEngine()
  const posts = await sayMany(own.engine, 'alice', 'post', 6)
  const anchor = posts.at(-2)?.id ?? ''
  const next = await nextCursor(own.engine)
  await own.engine.deletePost({ postId: anchor, authorId: 'alice' })
  const page = await own.engine.homeTimeline({ viewerId: 'alice', cursor: next })
  expect(ids(page)).toEqual(
    posts
      .slice(0, 4)
      .map(({ id }) => id)
      .reverse(),
  )
})

test('a cursor says nothing about the post, the viewer or the key to those who look into it', async () => {
  const bytes = Buffer.from(cursor, 'base64url').toString('latin1')
  for (const text of ['alice', 'carol', 'default', CURSOR_KEYS[0].secret]) expect(bytes).not.toContain(text)
  await expectRefusal(() => read(`${cursor}A`), INVALID)
  expectUnwritten(watched)
})
