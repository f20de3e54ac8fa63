import { createMemoryStores, MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { describe, expect, test } from 'vitest'
import { createFeedEngine, type FeedEngineOptions, type FeedStores } from '../../src/index'
import { NOT_TEXT } from '../support/bad-values'
import { expectRefusal, expectRefusals } from '../support/refusal'
import { type Body, CURSOR_KEYS, World } from '../support/world'

const create = (stores: unknown): unknown => createFeedEngine({ stores, workers: 'none' } as FeedEngineOptions<Body>)

const memory = (): FeedStores => createMemoryStores({ timelines: { maxTimelines: 10 } })

/** The same port without one of its methods. */
function without(port: object, method: string): object {
  return new Proxy(port, { get: (target, name) => (name === method ? undefined : Reflect.get(target, name, target)) })
}

const USERS = {
  name: 'users',
  capabilities: { durable: false, profiles: false },
  existing: async () => new Set<string>(),
  close: async () => undefined,
}

const PORTS: readonly { readonly port: keyof FeedStores; readonly methods: readonly string[] }[] = [
  { port: 'posts', methods: ['put', 'getMany', 'listByAuthors', 'update', 'tombstone', 'close'] },
  {
    port: 'graph',
    methods: [
      'follow',
      'approveFollow',
      'unfollow',
      'followers',
      'followees',
      'block',
      'unblock',
      'mute',
      'unmute',
      'setAccountVisibility',
      'viewerRelations',
      'authorState',
      'recordDelivery',
      'close',
    ],
  },
  { port: 'timelines', methods: ['push', 'read', 'open', 'replace', 'evict', 'close'] },
  { port: 'bus', methods: ['publish', 'subscribe', 'lag', 'replay', 'close'] },
  { port: 'users', methods: ['existing', 'close'] },
  { port: 'signals', methods: ['record', 'read', 'remove', 'close'] },
  { port: 'cache', methods: ['getMany', 'setMany', 'invalidateMany', 'acquireLease', 'releaseLease', 'close'] },
]

describe.each(PORTS)('stores.$port', ({ port, methods }) => {
  const field = `stores.${port}`

  test('is an object', async () => {
    const values = NOT_TEXT.filter(([name]) => !name.includes('proxy'))
    await expectRefusals(values, (value) => create({ ...memory(), [port]: value }), { code: 'INVALID_OPTION', field })
  })

  test.each(methods)('is refused without %s', async (method) => {
    const stores: FeedStores = { ...memory(), users: USERS, cache: new MemoryKeyValueCache() }
    const broken = { ...stores, [port]: without(stores[port] ?? {}, method) }
    const error = await expectRefusal(() => create(broken), { code: 'INVALID_OPTION', field })
    expect(error.rule).toContain(`${method}()`)
  })
})

test.each(['signals', 'counters'] as const)('%s without a bus are refused', async (port) => {
  const { bus: _, signals, ...others } = createMemoryStores()
  const store = port === 'signals' ? signals : others.counters
  const error = await expectRefusal(() => create({ posts: others.posts, graph: others.graph, [port]: store }), {
    code: 'INVALID_OPTION',
    field: `stores.${port}`,
  })
  expect(error.rule).toContain('stores.bus')
})

test.each(['claim', 'acknowledge', 'release', 'pending'])('an outbox is refused without %s', async (method) => {
  const { stores } = new World()
  const broken = new Proxy(stores.posts, {
    get: (target, name) =>
      name === 'outbox' ? without(target.outbox, method) : (Reflect.get(target, name, target) as unknown),
  })
  await expectRefusal(() => create({ ...stores, posts: broken }), {
    code: 'INVALID_OPTION',
    field: 'stores.posts.outbox',
  })
})

test.each(['posts', 'graph'] as const)('stores.%s is required, and so are its capabilities', async (port) => {
  const { [port]: store, ...others } = memory()
  const field = `stores.${port}`
  await expectRefusal(() => create(others), { code: 'INVALID_OPTION', field })
  await expectRefusal(() => create({ ...others, [port]: without(store, 'capabilities') }), {
    code: 'INVALID_OPTION',
    field: `${field}.capabilities`,
  })
})

test('an outbox is there exactly if the store says so', async () => {
  const { stores } = new World()
  const claims = (transactionalOutbox: boolean, outbox: unknown): object => {
    const capabilities = { ...stores.posts.capabilities, transactionalOutbox }
    return new Proxy(stores.posts, {
      get(target, name) {
        if (name === 'capabilities') return capabilities
        return name === 'outbox' ? outbox : (Reflect.get(target, name, target) as unknown)
      },
    })
  }
  const refused = { code: 'INVALID_OPTION', field: 'stores.posts.outbox' } as const
  await expectRefusal(() => create({ ...stores, posts: claims(true, undefined) }), refused)
  await expectRefusal(() => create({ ...stores, posts: claims(false, stores.posts.outbox) }), refused)
  create({ ...stores, posts: claims(false, undefined) })
})

test('profiles are there exactly if the directory says so', async () => {
  const { stores } = new World()
  const claims = (profiles: boolean, method: unknown): object => {
    const users = { ...USERS, capabilities: { durable: false, profiles } }
    return method === undefined ? users : { ...users, profiles: method }
  }
  const refused = { code: 'INVALID_OPTION', field: 'stores.users.profiles' } as const
  await expectRefusal(() => create({ ...stores, users: claims(true, undefined) }), refused)
  await expectRefusal(() => create({ ...stores, users: claims(false, async () => new Map()) }), refused)
  create({ ...stores, users: claims(true, async () => new Map()) })
  await expectRefusal(() => create({ ...stores, users: without(USERS, 'capabilities') }), {
    code: 'INVALID_OPTION',
    field: 'stores.users.capabilities',
  })
})

test('stores that outlive the process need keys that do', async () => {
  const { stores } = new World()
  const durable = (port: 'posts' | 'graph'): FeedStores => {
    const capabilities = { ...stores[port].capabilities, durable: true }
    const get = (target: object, name: string | symbol): unknown =>
      name === 'capabilities' ? capabilities : Reflect.get(target, name, target)
    return { ...stores, [port]: new Proxy(stores[port], { get }) }
  }
  for (const port of ['posts', 'graph'] as const) {
    await expectRefusal(() => create(durable(port)), { code: 'INVALID_OPTION', field: 'cursor.keys' })
    createFeedEngine<Body>({ stores: durable(port), workers: 'none', cursor: { keys: CURSOR_KEYS } })
  }
})

test('stores made by a function are checked alike, and closed again if the options are wrong', async () => {
  await expectRefusal(() => create(() => undefined), { code: 'INVALID_OPTION', field: 'stores' })
  await expectRefusal(() => create(() => ({})), { code: 'INVALID_OPTION', field: 'stores.posts' })

  const { stores } = new World()
  await expectRefusal(() => createFeedEngine<Body>({ stores: () => stores, nodeId: -1 }), {
    code: 'INVALID_OPTION',
    field: 'nodeId',
  })
  await expectRefusal(() => stores.graph.counts({ tenant: 'default', userIds: [] }), { code: 'CLOSED' })
})

test('stores are not even made when an option is unknown', async () => {
  let made = 0
  const stores = (): FeedStores => {
    made++
    return memory()
  }
  await expectRefusal(() => createFeedEngine({ stores, worker: 'none' } as unknown as FeedEngineOptions<Body>), {
    code: 'INVALID_OPTION',
    field: 'options',
  })
  expect(made).toBe(0)
})

test('a timeline cache has capabilities, and of cells a number that there can be', async () => {
  const { timelines, ...others } = memory()
  const declaring = (capabilities: unknown): unknown =>
    create({
      ...others,
      timelines: new Proxy(timelines ?? {}, {
        get: (target, name) => (name === 'capabilities' ? capabilities : Reflect.get(target, name, target)),
      }),
    })
  const field = 'stores.timelines.capabilities'
  await expectRefusal(() => declaring(undefined), { code: 'INVALID_OPTION', field })
  const counts = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32 + 1, '4', null]
  await expectRefusals(
    counts.map((cells) => [String(cells), cells] as const),
    (cells) => declaring({ durable: false, bytesPerEntry: 16, cells }),
    { code: 'INVALID_OPTION', field: `${field}.cells` },
  )
  for (const cells of [1, 256, 2 ** 32, undefined]) declaring({ durable: false, bytesPerEntry: 16, cells })
})
