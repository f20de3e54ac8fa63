import { describe, expect, test } from 'vitest'
import { createFeedEngine, type FeedEngineOptions } from '../../src/index'
import { hostileProxy, type Named, NOT_REQUESTS, NOT_TEXT, revokedProxy, UNSAFE_TEXTS } from '../support/bad-values'
import { expectRefusal, expectRefusals, SECRET } from '../support/refusal'
import { type Body, World } from '../support/world'

const { stores, time } = new World()

const create = (options: object): unknown =>
  createFeedEngine({ stores, timers: time, workers: 'none', ...options } as FeedEngineOptions<Body>)

const option = (field: string, value: unknown): unknown => {
  const [outer = '', inner] = field.split('.')
  return create({ [outer]: inner === undefined ? value : { [inner]: value } })
}

const NOT_OBJECTS = NOT_TEXT.filter(([name]) => !name.includes('proxy'))

const NOT_NUMBERS: readonly Named[] = [
  ...NOT_TEXT.filter(([name]) => name !== 'a number'),
  ['digits', '10'],
  ['a fraction', 1.5],
  ['infinity', Number.POSITIVE_INFINITY],
]

const DAY_MS = 86_400_000

const INTEGERS = [
  { field: 'timeline.maxEntries', min: 1, max: 10_000 },
  { field: 'timeline.idleTtlMs', min: 1, max: 365 * DAY_MS },
  { field: 'nodeId', min: 0, max: 1_023 },
  { field: 'limits.followees', min: 1, max: 1_000_000 },
  { field: 'limits.bodyBytes', min: 1, max: 16 * 2 ** 20 },
  { field: 'fanOut.chunkSize', min: 1, max: 100_000 },
  { field: 'fanOut.minBatchSize', min: 1, max: 100_000 },
  { field: 'fanOut.targetPushMs', min: 1, max: 60_000 },
  { field: 'fanOut.pushesPerTask', min: 1, max: 64 },
  { field: 'fanOut.concurrency', min: 1, max: 1_024 },
  { field: 'fanOut.bulkConcurrency', min: 1, max: 1_024 },
  { field: 'fanOut.bulkBatchSize', min: 1, max: 100_000 },
  { field: 'fanOut.maxAttempts', min: 1, max: 1_000 },
  { field: 'fanOut.retryBaseMs', min: 1, max: 60_000 },
  { field: 'fanOut.retryCapMs', min: 1, max: 3_600_000 },
  { field: 'fanOut.ackTimeoutMs', min: 10, max: 3_600_000 },
  { field: 'relay.batchSize', min: 1, max: 10_000 },
  { field: 'relay.leaseMs', min: 10, max: 3_600_000 },
  { field: 'relay.pollIntervalMs', min: 1, max: 3_600_000 },
  { field: 'processCache.postBytes', min: 0, max: 2 ** 40 },
  { field: 'processCache.countsMs', min: 0, max: 60_000 },
  { field: 'processCache.outboxMs', min: 0, max: 60_000 },
  { field: 'processCache.profileMs', min: 0, max: 365 * DAY_MS },
  { field: 'sharedCache.postTtlMs', min: 0, max: 365 * DAY_MS },
  { field: 'sharedCache.profileTtlMs', min: 0, max: 365 * DAY_MS },
  { field: 'deadlineMs', min: 1, max: 600_000 },
]

test.each(INTEGERS)('$field is an integer in $min..$max', async ({ field, min, max }) => {
  const values = [...NOT_NUMBERS, ['too small', min - 1], ['too large', max + 1]] as const
  await expectRefusals(values, (value) => option(field, value), { code: 'INVALID_OPTION', field })
  for (const value of [min, max, undefined]) option(field, value)
})

test.each([
  { field: 'workers', words: ['inline', 'none'] },
  { field: 'feed.replies', words: ['all', 'both-followed'] },
])('$field is one of its words', async ({ field, words }) => {
  const values = [...NOT_TEXT, ['an empty text', ''], ['a word', SECRET]] as const
  await expectRefusals(values, (value) => option(field, value), { code: 'INVALID_OPTION', field })
  for (const word of words.filter((candidate) => candidate !== 'inline')) option(field, word)
})

test.each(['tenant', 'origin'])('%s is a short text', async (field) => {
  const values = [...NOT_TEXT, ...UNSAFE_TEXTS, ['an empty text', ''], ['257 bytes', SECRET.padEnd(257, 'x')]] as const
  await expectRefusals(values, (value) => option(field, value), { code: 'INVALID_OPTION', field })
  option(field, 'a:b {c} *')
})

const OBJECTS: readonly { readonly field: string; readonly methods: readonly string[] }[] = [
  { field: 'bodyCodec', methods: ['encode', 'decode'] },
  { field: 'profileCodec', methods: ['decode'] },
  { field: 'ids', methods: ['compose', 'positionOf', 'idOf', 'timestampOf'] },
  { field: 'clock', methods: ['now'] },
  { field: 'timers', methods: ['setTimeout', 'clearTimeout'] },
  { field: 'random', methods: ['next'] },
  { field: 'logger', methods: ['warn', 'error'] },
  { field: 'metrics', methods: ['count', 'record'] },
]

test.each(OBJECTS)('$field is an object with its methods', async ({ field, methods }) => {
  await expectRefusals(NOT_OBJECTS, (value) => option(field, value), { code: 'INVALID_OPTION', field })
  for (const missing of methods) {
    const others = methods.filter((method) => method !== missing)
    const partial = Object.fromEntries(others.map((method) => [method, () => 0]))
    const error = await expectRefusal(() => option(field, partial), { code: 'INVALID_OPTION', field })
    expect(error.rule).toContain(missing)
  }
})

test.each(['view', 'like', 'reply', 'repost', 'quote', 'follow'])('signals.weights.%s is a weight', async (kind) => {
  const values = [...NOT_NUMBERS, ['negative', -0.1], ['too large', 1_001]].filter(([name]) => name !== 'a fraction')
  const weight = (value: unknown): unknown => create({ signals: { weights: { [kind]: value } } })
  await expectRefusals(values as readonly Named[], weight, { code: 'INVALID_OPTION', field: `signals.weights.${kind}` })
  for (const value of [0, 0.5, 1_000, undefined]) weight(value)
})

test.each(['timeline', 'cursor', 'feed', 'limits', 'fanOut', 'relay', 'signals', 'signals.weights', 'policy'])(
  '%s is an object',
  async (field) => {
    const values = NOT_REQUESTS.filter(([name]) => name !== 'missing')
    await expectRefusals(values, (value) => option(field, value), { code: 'INVALID_OPTION', field })
  },
)

test('options are an object that can be read', async () => {
  const call = (value: unknown): unknown => createFeedEngine(value as FeedEngineOptions<Body>)
  await expectRefusals(NOT_REQUESTS, call, { code: 'INVALID_OPTION', field: 'options' })
})

test.each([
  ['options', { stoers: stores }, 'stores'],
  ['options', { store: stores }, 'stores'],
  ['options', { stores, worker: 'none' }, 'workers'],
  ['options', { stores, Logger: {} }, 'logger'],
  ['options', { stores, fanout: {} }, 'fanOut'],
  ['timeline', { stores, timeline: { maxEntry: 5 } }, 'maxEntries'],
  ['timeline', { stores, timeline: { idleTTL: 5 } }, 'idleTtlMs'],
  ['cursor', { stores, cursor: { key: [] } }, 'keys'],
  ['cursor.keys[0]', { stores, cursor: { keys: [{ id: 'k', secrets: 'x'.repeat(16) }] } }, 'secret'],
  ['feed', { stores, feed: { reply: 'all' } }, 'replies'],
  ['limits', { stores, limits: { followes: 5 } }, 'followees'],
  ['fanOut', { stores, fanOut: { chunksize: 5 } }, 'chunkSize'],
  ['relay', { stores, relay: { lease: 5 } }, 'leaseMs'],
  ['signals', { stores, signals: { weight: {} } }, 'weights'],
  ['signals.weights', { stores, signals: { weights: { likes: 1 } } }, 'like'],
  ['processCache', { stores, processCache: { profilesMs: 5 } }, 'profileMs'],
  ['sharedCache', { stores, sharedCache: { profileTtl: 5 } }, 'profileTtlMs'],
  ['policy', { stores, policy: { kind: 'threshold', follower: 5 } }, 'followers'],
])('an unknown name in %s is answered with the nearest one', async (field, options, nearest) => {
  const error = await expectRefusal(() => createFeedEngine(options as unknown as FeedEngineOptions<Body>), {
    code: 'INVALID_OPTION',
    field,
  })
  expect(error.rule).toContain(`did you mean "${nearest}"?`)
})

describe('cursor', () => {
  const secret = 'sixteen bytes at least'
  const keys = (list: unknown): unknown => create({ cursor: { keys: list } })

  test('has at least one key', async () => {
    const values = [
      ...NOT_OBJECTS.filter(([name]) => name !== 'an array'),
      ['missing', undefined],
      ['empty', []],
    ] as const
    await expectRefusals(values, keys, { code: 'INVALID_OPTION', field: 'cursor.keys' })
  })

  test('has keys that are objects', async () => {
    const values = NOT_REQUESTS.filter(([name]) => name !== 'missing')
    await expectRefusals(values, (key) => keys([key]), { code: 'INVALID_OPTION', field: 'cursor.keys[0]' })
  })

  test('has keys with a plain name', async () => {
    const values = [...NOT_TEXT, ['empty', ''], ['long', 'k'.repeat(65)], ['odd', 'k.1'], ['a letter', 'ä']] as const
    await expectRefusals([...values, ['missing', undefined]], (id) => keys([{ id, secret }]), {
      code: 'INVALID_OPTION',
      field: 'cursor.keys[0].id',
    })
    keys([{ id: 'K_1-'.repeat(16), secret }])
  })

  test('has secrets of 16 bytes or more, and never repeats one', async () => {
    const values = [
      ...NOT_OBJECTS,
      ['missing', undefined],
      ['15 characters', `${SECRET}xx`],
      ['15 bytes', new Uint8Array(15)],
      ['wider words', new Uint16Array(16)],
    ] as const
    await expectRefusals(
      values,
      (bad) =>
        keys([
          { id: 'k', secret },
          { id: 'l', secret: bad },
        ]),
      {
        code: 'INVALID_OPTION',
        field: 'cursor.keys[1].secret',
      },
    )
    keys([{ id: 'k', secret: 'ä'.repeat(8) }])
    keys([{ id: 'k', secret: new Uint8Array(16) }])
  })

  test('has no two keys of one name', async () => {
    const twice = [
      { id: 'k', secret },
      { id: 'k', secret: `${secret}!` },
    ]
    await expectRefusal(() => keys(twice), { code: 'INVALID_OPTION', field: 'cursor.keys' })
  })

  test('has a positive age', async () => {
    const field = 'cursor.maxAgeMs'
    await expectRefusals(
      [...NOT_NUMBERS, ['zero', 0], ['negative', -1]],
      (maxAgeMs) => create({ cursor: { keys: [{ id: 'k', secret }], maxAgeMs } }),
      { code: 'INVALID_OPTION', field },
    )
  })
})

test('a default that is asked for by name is the default: undefined', () => {
  const names = [
    ...INTEGERS.map(({ field }) => field),
    'workers',
    'feed.replies',
    'tenant',
    'origin',
    'policy',
    'cursor',
  ]
  for (const name of names) option(name, undefined)
})

test('a getter or a proxy that throws is an invalid option', async () => {
  const hostile = Object.defineProperty({}, 'stores', {
    enumerable: true,
    get() {
      throw new Error(SECRET)
    },
  })
  for (const options of [hostile, hostileProxy(), revokedProxy()]) {
    await expectRefusal(() => createFeedEngine(options as FeedEngineOptions<Body>), {
      code: 'INVALID_OPTION',
      field: 'options',
    })
  }
})
