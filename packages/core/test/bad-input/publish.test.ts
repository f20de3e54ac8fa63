import { describe, expect, test } from 'vitest'
import type { BodyCodec } from '../../src/index'
import {
  BAD_IDS,
  BAD_POST_IDS,
  hostileProxy,
  type Named,
  NOT_TEXT,
  revokedProxy,
  UNSAFE_TEXTS,
} from '../support/bad-values'
import { PUBLISH } from '../support/methods'
import { expectRefusal, expectRefusals, refusal, SECRET } from '../support/refusal'
import { expectUntouched, expectUnwritten, forget, watchedEngine } from '../support/watched'
import { type Body, say } from '../support/world'

const watched = watchedEngine()
const { engine, world } = watched

const publish = (change: object): Promise<unknown> => PUBLISH.call(engine, { ...PUBLISH.request, ...change })

test.each(PUBLISH.userIds)('refuses a bad %s', async (field) => {
  await expectRefusals(BAD_IDS, (value) => publish({ [field]: value }), { code: 'INVALID_ID', field })
  expectUntouched(watched)
})

test('an author is required', async () => {
  await expectRefusal(() => publish({ authorId: undefined }), { code: 'INVALID_ID', field: 'authorId' })
  expectUntouched(watched)
})

test.each(PUBLISH.postIds)('refuses a bad %s', async (field) => {
  await expectRefusals(BAD_POST_IDS, (value) => publish({ [field]: value }), { code: 'INVALID_ID', field })
  expectUntouched(watched)
})

test('refuses a visibility that is not one of its words', async () => {
  const values = [...NOT_TEXT, ['a word', SECRET], ['deleted', 'deleted'], ['an empty text', '']] as const
  const refused = { code: 'INVALID_ARGUMENT', field: 'visibility' } as const
  await expectRefusals(values, (visibility) => publish({ visibility }), refused)
  expectUntouched(watched)
})

test.each(['contentType', 'homeRegion'])('refuses a bad %s', async (field) => {
  const values = [...NOT_TEXT, ...UNSAFE_TEXTS, ['an empty text', ''], ['257 bytes', SECRET.padEnd(257, 'x')]] as const
  await expectRefusals(values, (value) => publish({ [field]: value }), { code: 'INVALID_ARGUMENT', field })
  expectUntouched(watched)
})

describe.each([
  { field: 'topics', maxBytes: 256 },
  { field: 'mediaRefs', maxBytes: 1_024 },
])('$field', ({ field, maxBytes }) => {
  const lists: readonly Named[] = [
    ...NOT_TEXT.filter(([name]) => name !== 'an array'),
    ['a text', SECRET],
    ['33 of them', new Array(33).fill(SECRET)],
    ['an object like an array', { 0: SECRET, length: 1 }],
    ['an array of endless length', Object.assign([], { length: 2 ** 32 - 1 })],
  ]
  test('refuses what is no short list', async () => {
    await expectRefusals(lists, (value) => publish({ [field]: value }), { code: 'INVALID_ARGUMENT', field })
    expectUntouched(watched)
  })

  const items: readonly Named[] = [
    ...NOT_TEXT,
    ...UNSAFE_TEXTS,
    ['an empty text', ''],
    ['too many bytes', SECRET.padEnd(maxBytes + 1, 'x')],
  ]
  test('refuses a list with a bad item, and says which', async () => {
    const refused = { code: 'INVALID_ARGUMENT', field: `${field}[1]` } as const
    await expectRefusals(items, (item) => publish({ [field]: ['fine', item] }), refused)
    expectUntouched(watched)
  })

  test('refuses a list with a hole, or one that fails when it is read', async () => {
    const hole = new Array<string>(2).fill('fine', 0, 1)
    const hostile = Object.defineProperty(['fine', 'fine'], 1, {
      get() {
        throw new Error(SECRET)
      },
    })
    await expectRefusal(() => publish({ [field]: hole }), { code: 'INVALID_ARGUMENT', field: `${field}[1]` })
    await expectRefusal(() => publish({ [field]: hostile }), { code: 'INVALID_ARGUMENT', field })
    expectUntouched(watched)
  })

  test('an iterator of the list’s own is not asked', async () => {
    const endless = Object.assign(['one'], {
      *[Symbol.iterator]() {
        for (let index = 0; index < 1_000; index++) yield SECRET
      },
    })
    await publish({ [field]: endless })
    const [post] = (await engine.userTimeline({ viewerId: 'alice', authorId: 'alice', limit: 1 })).items
    expect(post?.post).toMatchObject({ [field]: ['one'] })
    await forget(watched)
  })

  test('takes 32 items of the largest size', async () => {
    const list = Array.from({ length: 32 }, (_, index) => String(index).padEnd(maxBytes, 'x'))
    expect(await publish({ [field]: list })).toMatchObject({ [field]: list })
    await forget(watched)
  })
})

test('refuses an expiresAtMs that is no moment to come', async () => {
  const values: readonly Named[] = [
    ...NOT_TEXT.filter(([name]) => name !== 'a number'),
    ['the past', 1],
    ['now', world.time.now()],
    ['a fraction', world.time.now() + 1_000.5],
    ['infinity', Number.POSITIVE_INFINITY],
    ['beyond safe integers', 2 ** 53],
    ['a date', new Date(world.time.now() + 1_000)],
    ['digits', String(world.time.now() + 1_000)],
  ]
  const refused = { code: 'INVALID_ARGUMENT', field: 'expiresAtMs' } as const
  await expectRefusals(values, (expiresAtMs) => publish({ expiresAtMs }), refused)
  expectUntouched(watched)
})

describe('body', () => {
  class Unwilling {
    toJSON(): never {
      throw new Error(SECRET)
    }
  }
  const cyclic: { self?: unknown } = {}
  cyclic.self = cyclic
  const bodies: readonly Named[] = [
    ['missing', undefined],
    ['a function', () => SECRET],
    ['a symbol', Symbol(SECRET)],
    ['a bigint', 42n],
    ['an object with a bigint', { text: SECRET, count: 42n }],
    ['a cycle', cyclic],
    ['an object whose getter throws', Object.defineProperty({}, 'text', { enumerable: true, get: hostile })],
    ['an object that will not be JSON', new Unwilling()],
    ['an object that is nothing in JSON', { toJSON: () => undefined }],
    ['a proxy that throws', hostileProxy()],
    ['a revoked proxy', revokedProxy()],
    ['nested too deep', nested(100_000)],
  ]
  test('is refused when JSON cannot hold it', async () => {
    await expectRefusals(bodies, (body) => publish({ body }), { code: 'INVALID_BODY', field: 'body' })
    expectUntouched(watched)
  })

  test('is refused beyond the limit in bytes, and taken at it', async () => {
    const small = watchedEngine({ limits: { bodyBytes: 20 } })
    const text = (length: number): string => 'x'.repeat(length - '{"text":""}'.length)
    const error = await expectRefusal(() => say(small.engine, 'alice', text(21)), {
      code: 'PAYLOAD_TOO_LARGE',
      field: 'body',
    })
    expect(error.rule).toContain('21')
    await expectRefusal(() => say(small.engine, 'alice', 'äöüäö'), { code: 'PAYLOAD_TOO_LARGE', field: 'body' })
    expectUntouched(small)
    await say(small.engine, 'alice', text(20))
  })

  test('has at most 64 KiB by default', async () => {
    await say(engine, 'alice', 'x'.repeat(65_536 - '{"text":""}'.length))
    await forget(watched)
    await expectRefusal(() => say(engine, 'alice', SECRET.padEnd(65_536)), { code: 'PAYLOAD_TOO_LARGE', field: 'body' })
    expectUntouched(watched)
  })

  const codecs: readonly (readonly [string, unknown])[] = [
    ['throws', hostile],
    ['throws no error', () => Promise.reject(SECRET).catch(() => SECRET)],
    ['answers with text', () => SECRET],
    ['answers with an array', () => [1, 2, 3]],
    ['answers with an ArrayBuffer', () => new ArrayBuffer(8)],
    ['answers with wider words', () => new Uint16Array(4)],
    ['answers with nothing', () => undefined],
    ['answers with no bytes', () => new Uint8Array(0)],
  ]
  test.each(codecs)('is refused when its codec %s', async (_name, encode) => {
    const bodyCodec = { encode, decode: () => ({ text: '' }) } as unknown as BodyCodec<Body>
    const own = watchedEngine({ bodyCodec })
    await expectRefusal(() => say(own.engine, 'alice', SECRET), { code: 'INVALID_BODY', field: 'body' })
    expectUntouched(own)
  })

  test('may be null, false, zero or an empty text', async () => {
    for (const body of [null, false, 0, '', []]) expect(await publish({ body })).toMatchObject({ body })
    await forget(watched)
  })
})

describe('id', () => {
  test('too far ahead of the clock is refused, a second ahead and any time ago is taken', async () => {
    const idAt = (timestampMs: number): string => (BigInt(timestampMs - 946_684_800_000) * 2n ** 22n + 7n).toString()
    const now = world.time.now()
    for (const timestampMs of [now + 1_001, now + 3_600_000, now + 10 ** 11]) {
      await expectRefusal(() => publish({ id: idAt(timestampMs) }), { code: 'INVALID_ID', field: 'id' })
    }
    expectUntouched(watched)
    for (const timestampMs of [now + 1_000, now - 10 ** 11]) {
      expect(await publish({ authorId: 'importer', id: idAt(timestampMs) })).toMatchObject({ createdAtMs: timestampMs })
    }
    await forget(watched)
  })

  test('of somebody else, of another content, or of a deleted post is refused, and changes nothing', async () => {
    const taken = await say(engine, 'carol', 'first')
    await forget(watched)
    await expectRefusal(() => publish({ authorId: 'mallory', id: taken.id, body: { text: 'first' } }), {
      code: 'ID_CONFLICT',
      field: 'id',
    })
    await expectRefusal(() => publish({ authorId: 'carol', id: taken.id, body: { text: SECRET } }), {
      code: 'ID_CONFLICT',
      field: 'id',
    })
    expect(await engine.getPost({ postId: taken.id, viewerId: 'mallory' })).toEqual(taken)
    expect((await engine.userTimeline({ viewerId: 'mallory', authorId: 'mallory' })).items).toEqual([])

    await engine.deletePost({ postId: taken.id, authorId: 'carol' })
    for (const authorId of ['carol', 'mallory']) {
      await expectRefusal(() => publish({ authorId, id: taken.id, body: { text: 'first' } }), {
        code: 'GONE',
        field: 'id',
      })
    }
    expect(await engine.getPost({ postId: taken.id, viewerId: 'carol' })).toBeNull()
    await forget(watched)
  })
})

describe('references', () => {
  const kinds = [
    { field: 'inReplyTo', gone: undefined },
    { field: 'repostOf', gone: 'GONE' },
    { field: 'quoteOf', gone: 'GONE' },
  ] as const

  test.each(kinds)('$field names a post that exists', async ({ field, gone }) => {
    await forget(watched)
    await expectRefusal(() => publish({ [field]: '123456789' }), { code: 'NOT_FOUND', field })
    expectUnwritten(watched)
    const post = await say(engine, 'dave', 'soon gone')
    await engine.deletePost({ postId: post.id, authorId: 'dave' })
    await forget(watched)
    if (gone === undefined) return expect(await publish({ [field]: post.id })).toMatchObject({ kind: 'reply' })
    await expectRefusal(() => publish({ [field]: post.id }), { code: gone, field })
    expectUnwritten(watched)
  })

  test('a post refers to one other at most', async () => {
    const post = await say(engine, 'dave', 'a post')
    await forget(watched)
    await expectRefusal(() => publish({ inReplyTo: post.id, repostOf: post.id }), {
      code: 'INVALID_ARGUMENT',
      field: 'repostOf',
    })
    await expectRefusal(() => publish({ repostOf: post.id, quoteOf: post.id }), {
      code: 'INVALID_ARGUMENT',
      field: 'quoteOf',
    })
    expectUntouched(watched)
  })

  test('only a repost may be without a body', async () => {
    const { id } = await say(engine, 'dave', 'a post')
    await forget(watched)
    for (const change of [{}, { inReplyTo: id }, { quoteOf: id }]) {
      await expectRefusal(() => publish({ ...change, body: undefined }), { code: 'INVALID_BODY', field: 'body' })
    }
    expectUntouched(watched)
    expect(await publish({ repostOf: id, body: undefined })).toMatchObject({ kind: 'repost', body: undefined })
  })
})

test('a refusal keeps the codec’s error as its cause', async () => {
  const error = await refusal(() => publish({ body: { count: 42n } }))
  expect(error.cause).toBeInstanceOf(TypeError)
})

function hostile(): never {
  throw new Error(SECRET)
}

function nested(depth: number): unknown {
  let value: unknown = []
  for (let level = 0; level < depth; level++) value = [value]
  return value
}
