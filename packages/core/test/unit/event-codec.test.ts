import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeEvent, encodeEvent } from '../../src/codec/event-codec'
import type { FeedEvent } from '../../src/codec/feed-events'
import { INTERACTION_KINDS, isFeedError, UNDONE_KINDS } from '../../src/index'

const id = fc.oneof(
  fc.constantFrom('a', '1', 'a:b', '__proto__', 'ä', '👩'),
  fc.stringMatching(/^[a-z0-9:{}*"'\\]{1,64}$/),
)
const time = fc.nat()
const pushFrom = fc.integer({ min: 0, max: 4 })
const envelope = { v: fc.constant(1), eventId: id, key: id, occurredAtMs: time, tenant: id, origin: id }
const lane = fc.constant('bulk' as const)
const post = { postId: id, authorId: id }
const cell = fc
  .tuple(fc.integer({ min: 1, max: 2 ** 32 }), fc.nat())
  .map(([count, number]) => ({ index: number % count, count }))

const event: fc.Arbitrary<FeedEvent> = fc.oneof(
  fc.record({
    ...envelope,
    type: fc.constant('post.published' as const),
    data: fc.record({ ...post, pushFrom, lane }, { requiredKeys: ['postId', 'authorId', 'pushFrom'] }),
  }),
  fc.record({ ...envelope, type: fc.constant('post.updated' as const), data: fc.record({ ...post, version: time }) }),
  fc.record({ ...envelope, type: fc.constant('post.deleted' as const), data: fc.record(post) }),
  fc.record({
    ...envelope,
    type: fc.constant('profile.changed' as const),
    data: fc.record({ userId: id, version: time }),
  }),
  fc.record({
    ...envelope,
    type: fc.constant('interaction' as const),
    data: fc.record(
      {
        kind: fc.constantFrom(...INTERACTION_KINDS, ...UNDONE_KINDS),
        ...post,
        viewerId: id,
        member: id,
        topics: fc.array(id, { maxLength: 32 }),
        contentType: id,
        homeRegion: id,
        atMs: time,
      },
      { requiredKeys: ['kind', 'postId', 'authorId', 'viewerId', 'member', 'atMs'] },
    ),
  }),
  fc.record({
    ...envelope,
    type: fc.constant('fan-out.chunk' as const),
    data: fc.record(
      { ...post, pushFrom, publishedAtMs: time, after: id, through: id, cell },
      { requiredKeys: ['postId', 'authorId', 'pushFrom', 'publishedAtMs'] },
    ),
  }),
)

const encoder = new TextEncoder()

/** An event, `null`, or `EVENT_INVALID`: nothing else may come of any bytes. */
function outcomeOf(bytes: Uint8Array): FeedEvent | null | 'EVENT_INVALID' {
  try {
    return decodeEvent(bytes)
  } catch (error) {
    if (isFeedError(error) && error.code === 'EVENT_INVALID' && error.outcome === 'not-applied') return error.code
    throw error
  }
}

test('every event comes back as it was', () => {
  fc.assert(
    fc.property(event, (given) => {
      expect(decodeEvent(encodeEvent(given))).toEqual(given)
    }),
  )
})

test('any bytes at all are an event or EVENT_INVALID', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(outcomeOf(bytes)).toBe('EVENT_INVALID')
    }),
    { numRuns: 1_000 },
  )
})

test('any JSON at all is an event, somebody else’s, or EVENT_INVALID', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      outcomeOf(encoder.encode(text))
    }),
    { numRuns: 1_000 },
  )
})

test('an event with one field replaced, removed or added is an event or EVENT_INVALID', () => {
  const path = fc.constantFrom('v', 'type', 'eventId', 'key', 'occurredAtMs', 'tenant', 'origin', 'data', 'extra')
  const inner = fc.constantFrom(
    'postId',
    'authorId',
    'userId',
    'pushFrom',
    'publishedAtMs',
    'version',
    'after',
    'through',
    'kind',
    'viewerId',
    'member',
    'topics',
    'atMs',
    'extra',
  )
  fc.assert(
    fc.property(event, path, inner, fc.jsonValue(), fc.boolean(), (given, outer, field, value, deep) => {
      const changed = deep ? { ...given, data: { ...given.data, [field]: value } } : { ...given, [outer]: value }
      const outcome = outcomeOf(encoder.encode(JSON.stringify(changed)))
      if (outcome !== null && outcome !== 'EVENT_INVALID') {
        expect(outcome).not.toHaveProperty('extra')
        expect(outcome.data).not.toHaveProperty('extra')
      }
    }),
    { numRuns: 1_000 },
  )
})

test('an event cut short or with a bit flipped is an event or EVENT_INVALID', () => {
  fc.assert(
    fc.property(event, fc.nat(), fc.nat(7), (given, at, bit) => {
      const bytes = encodeEvent(given)
      expect(outcomeOf(bytes.subarray(0, at % bytes.length))).toBe('EVENT_INVALID')
      const flipped = new Uint8Array(bytes)
      const index = at % bytes.length
      flipped[index] = (flipped[index] ?? 0) ^ (1 << bit)
      outcomeOf(flipped)
    }),
    { numRuns: 500 },
  )
})

test('a prototype cannot be smuggled in', () => {
  const text =
    '{"v":1,"type":"post.deleted","eventId":"e","key":"k","occurredAtMs":1,"tenant":"t","origin":"o","data":{"__proto__":{"postId":"1","authorId":"a"}}}'
  expect(outcomeOf(encoder.encode(text))).toBe('EVENT_INVALID')
})

const INTERACTION = {
  ...{ v: 1, type: 'interaction', eventId: 'e', key: 'a', occurredAtMs: 1, tenant: 't', origin: 'o' },
  data: { kind: 'like', viewerId: 'a', authorId: 'b', postId: '1', member: 'a', atMs: 1 },
}

function interactionWith(data: object): FeedEvent | null | 'EVENT_INVALID' {
  return outcomeOf(encoder.encode(JSON.stringify({ ...INTERACTION, data: { ...INTERACTION.data, ...data } })))
}

test('a kind of interaction that this release does not know is somebody else’s', () => {
  expect(interactionWith({})).toEqual(INTERACTION)
  for (const kind of ['bookmark', '', '__proto__']) expect(interactionWith({ kind })).toBeNull()
})

test.each([
  { kind: 7 },
  { kind: undefined },
  { postId: undefined },
  { viewerId: '' },
  { authorId: undefined },
  { member: null },
  { atMs: -1 },
  { topics: 'tea' },
  { topics: [''] },
  { topics: Array(33).fill('tea') },
  { contentType: 7 },
  { homeRegion: 'a\nb' },
])('what is no interaction is no event: %o', (data) => {
  expect(interactionWith(data)).toBe('EVENT_INVALID')
})

test('only what is about an author may lack a post', () => {
  for (const kind of ['follow', 'hide', 'unhide']) {
    expect(interactionWith({ kind, postId: undefined })).toMatchObject({ data: { kind } })
  }
})

test('the largest interaction fits', () => {
  const id = '"'.repeat(256)
  const data = { kind: 'like', viewerId: id, authorId: id, postId: id, member: id, atMs: Number.MAX_SAFE_INTEGER }
  const about = { topics: Array<string>(32).fill(id), contentType: id, homeRegion: id }
  const names = { eventId: id, key: id, tenant: id, origin: id, occurredAtMs: Number.MAX_SAFE_INTEGER }
  const largest = { v: 1, type: 'interaction', ...names, data: { ...data, ...about } } as const
  expect(decodeEvent(encodeEvent(largest as FeedEvent))).toEqual(largest)
})

test('a lane that this release does not know is no lane', () => {
  const published = { v: 1, type: 'post.published', eventId: 'e', key: 'a', occurredAtMs: 1, tenant: 't', origin: 'o' }
  const data = { postId: '1', authorId: 'a', pushFrom: 0 }
  for (const lane of ['prompt', 'express', 7, null, {}]) {
    const bytes = encoder.encode(JSON.stringify({ ...published, data: { ...data, lane } }))
    expect(decodeEvent(bytes)).toEqual({ ...published, data })
  }
})

test.each([
  null,
  1,
  {},
  { index: 0 },
  { index: 2, count: 2 },
  { index: -1, count: 2 },
  { index: 0, count: 0 },
  { index: 0.5, count: 2 },
])('a cell that is none makes no event: %o', (cell) => {
  const chunk = { v: 1, type: 'fan-out.chunk', eventId: 'e', key: 'a', occurredAtMs: 1, tenant: 't', origin: 'o' }
  const data = { postId: '1', authorId: 'a', pushFrom: 0, publishedAtMs: 1, cell }
  expect(outcomeOf(encoder.encode(JSON.stringify({ ...chunk, data })))).toBe('EVENT_INVALID')
})
