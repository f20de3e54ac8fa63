import { inspect } from 'node:util'
import { isFeedError } from '@feed-engine/core'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createPostgresPostStore, createPostgresStores, migrate, type PostgresOptions } from '../src'
import { post, range, TENANT } from './support/data'
import { startProxy, type TestProxy } from './support/proxy'
import { createSchema, freshSchemaName, serverOptions, type TestSchema } from './support/schema'
import { until } from './support/until'

let schema: TestSchema

beforeAll(async () => {
  schema = await createSchema()
})
afterAll(() => schema.drop())

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** What a store with these options says when it is first used. */
async function firstError(options: PostgresOptions): Promise<unknown> {
  const store = createPostgresPostStore(options)
  const error = await errorOf(store.put({ tenant: TENANT, post: post(1), events: [] }))
  await store.close()
  return error
}

/** Sockets, also of connections that are still being made. */
const openHandles = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length

describe('pools', () => {
  it('that were handed over stay open, and get no listeners that stay', async () => {
    const pool = new pg.Pool(serverOptions())
    const { schema: name = '' } = schema.options
    const stores = createPostgresStores({ pool, schema: name })
    await stores.posts.getMany({ tenant: TENANT, postIds: ['1'] })
    await stores.bus.subscribe({
      topic: 'topic',
      group: 'group',
      concurrency: 1,
      ackTimeoutMs: 1_000,
      handler: async () => ({ kind: 'ack' }),
    })
    await stores.close()
    await stores.close()
    expect(pool.listenerCount('error')).toBe(0)
    await until(() => pool.idleCount === pool.totalCount, 'every connection is given back')
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await pool.end()
  })

  it('that were created end with the last of their stores', async () => {
    await schema.admin.query('select 1')
    await until(() => openHandles() === schema.admin.totalCount, 'earlier sockets are closed')
    const before = openHandles()
    const stores = createPostgresStores(schema.options)
    await stores.posts.getMany({ tenant: TENANT, postIds: ['1'] })
    const handler = async () => ({ kind: 'ack' }) as const
    await stores.bus.subscribe({ topic: 'topic', group: 'group', concurrency: 1, ackTimeoutMs: 1_000, handler })
    await stores.bus.subscribe({ topic: 'topic', concurrency: 1, ackTimeoutMs: 1_000, handler })
    await stores.graph.close()
    await stores.bus.close()
    await stores.timelines.close()
    await stores.signals.close()
    expect((await stores.posts.getMany({ tenant: TENANT, postIds: ['1'] })).size).toBe(0)
    expect(openHandles()).toBeGreaterThan(before)
    await stores.posts.close()
    await until(() => openHandles() === before, 'no socket is left open')
    await expect(stores.posts.getMany({ tenant: TENANT, postIds: ['1'] })).rejects.toMatchObject({ code: 'CLOSED' })
  })
})

describe('errors', () => {
  const secret = 'very-secret-password'

  it.each<[string, () => Promise<PostgresOptions>, object]>([
    [
      'a server that is not there',
      async () => ({ host: '127.0.0.1', port: 1, password: secret }),
      { code: 'UNAVAILABLE', retryable: true, rule: expect.stringMatching(/cannot be reached.*ECONNREFUSED/) },
    ],
    [
      'a password that is wrong',
      async () => ({ ...serverOptions(), password: secret }),
      { code: 'UNAVAILABLE', retryable: false, rule: expect.stringMatching(/refuses the login.*28P01/) },
    ],
    [
      'a connection string that is none',
      async () => ({ connectionString: `postgres://user:${secret}@host:port/database` }),
      { code: 'UNAVAILABLE', rule: expect.stringContaining('cannot be reached') },
    ],
    [
      'a database that does not exist',
      async () => ({ ...serverOptions(), database: secret }),
      { code: 'UNAVAILABLE', retryable: false, rule: expect.stringMatching(/database does not exist.*3D000/) },
    ],
    [
      'a server that is read-only',
      async () => ({ ...schema.options, connectionString: readOnlyUrl() }),
      { code: 'UNAVAILABLE', retryable: true, rule: expect.stringMatching(/read-only.*25006/) },
    ],
    [
      'connection slots that are used up',
      async () => {
        await schema.admin.query(
          `create role ${schema.options.schema}_few login password '${secret}' connection limit 0`,
        )
        return { ...serverOptions(), user: `${schema.options.schema}_few`, password: secret }
      },
      { code: 'UNAVAILABLE', retryable: true, rule: expect.stringMatching(/max_connections.*53300/) },
    ],
  ])('name the remedy for %s, and no secret', async (_, optionsOf, expected) => {
    const error = await firstError(await optionsOf())
    expect(isFeedError(error)).toBe(true)
    expect(error).toMatchObject({ ...expected, outcome: 'not-applied' })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret)
    await schema.admin.query(`drop role if exists ${schema.options.schema}_few`)
  })

  it('tell the same of migrate', async () => {
    await expect(migrate({ ...serverOptions(), password: secret })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await expect(migrate({ host: '127.0.0.1', port: 1 })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryable: true,
    })
  })

  function readOnlyUrl(): string {
    const { host, port, user, password, database } = serverOptions()
    return `postgres://${user}:${password}@${host}:${port}/${database}?options=-c%20default_transaction_read_only%3Don`
  }
})

describe('broken connections', () => {
  it('that were idle are replaced without anybody noticing', async () => {
    const proxy = await startProxy()
    const stores = createPostgresStores({ ...schema.options, host: proxy.host, port: proxy.port })
    await stores.posts.put({ tenant: TENANT, post: post(2), events: [] })
    proxy.reset()
    await until(() => proxy.openSockets() === 1, 'the connection is gone')
    const found = () => stores.posts.getMany({ tenant: TENANT, postIds: [post(2).id] })
    await until(async () => (await found().catch(() => new Map())).size === 1, 'the post can be read')
    expect((await found()).size).toBe(1)
    await stores.close()
    await proxy.close()
  })

  it.each<[string, (proxy: TestProxy, name: string) => unknown]>([
    ['by the server', (_, name) => schema.admin.query(terminate, [name])],
    ['by the network', (proxy) => proxy.reset()],
  ])('fail the call that they served, a write with an unknown outcome, and no later one: %s', async (_, cut) => {
    const name = freshSchemaName()
    const proxy = await startProxy()
    const pool = new pg.Pool({ ...serverOptions(), host: proxy.host, port: proxy.port, application_name: name })
    const stores = createPostgresStores({ pool, schema: schema.options.schema ?? '' })
    await stores.posts.put({ tenant: name, post: post(3), events: [] })
    const release = await lockPosts()
    const write = errorOf(stores.posts.put({ tenant: name, post: post(4), events: [] }))
    const read = errorOf(stores.posts.getMany({ tenant: name, postIds: [post(3).id] }))
    await untilWaiting(2)
    await cut(proxy, name)
    expect(await write).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: true, outcome: 'unknown' })
    expect(await read).toMatchObject({ code: 'UNAVAILABLE', retryable: true, outcome: 'not-applied' })
    await release()
    const { status } = await stores.posts.put({ tenant: name, post: post(4), events: [] })
    expect(['created', 'exists']).toContain(status)
    await until(() => pool.idleCount === pool.totalCount && pool.waitingCount === 0, 'no connection is kept')
    await stores.close()
    await pool.end()
    await proxy.close()
  })

  it('are made by deadlines and signals: each call settles although its statement waits, and its connection serves nobody else', async () => {
    const store = createPostgresPostStore({ ...schema.options, maxConnections: 3 })
    await Promise.all(range(3).map(() => store.getMany({ tenant: TENANT, postIds: ['1'] })))
    const release = await lockPosts()
    const controller = new AbortController()
    const errors = Promise.all([
      errorOf(store.put({ tenant: TENANT, post: post(5), events: [] }, { deadlineMs: 5_000 })),
      errorOf(store.getMany({ tenant: TENANT, postIds: ['1'] }, { deadlineMs: 5_000 })),
      errorOf(store.put({ tenant: TENANT, post: post(6), events: [] }, { signal: controller.signal })),
    ])
    await untilWaiting(3)
    controller.abort()
    expect(await errors).toMatchObject([
      { code: 'OUTCOME_UNKNOWN', outcome: 'unknown', retryable: true },
      { code: 'DEADLINE_EXCEEDED', outcome: 'not-applied', retryable: true },
      { code: 'ABORTED', outcome: 'unknown' },
    ])
    expect(await store.outbox.pending()).toBe(0)
    await release()
    await store.close()
  })

  it('are given up when the server is silent: calls settle in time, it works again later, and close() leaves nothing', async () => {
    const proxy = await startProxy()
    const options = { ...schema.options, host: proxy.host, port: proxy.port, acquireTimeoutMs: 1_000 }
    const store = createPostgresPostStore(options)
    const call = { deadlineMs: 300 }
    await store.outbox.pending()
    proxy.freeze(true)
    expect(await Promise.all(range(20).map(() => errorOf(store.outbox.pending(call))))).toEqual(
      Array(20).fill(expect.objectContaining({ code: 'DEADLINE_EXCEEDED', outcome: 'not-applied' })),
    )
    proxy.freeze(false)
    await until(async () => (await errorOf(store.outbox.pending())) === undefined, 'it works again')
    proxy.freeze(true)
    await store.close()
    await until(() => openHandles() === schema.admin.totalCount + proxy.openSockets(), 'its sockets are closed')
    await proxy.close()
  })

  it('that fall silent while they are made keep neither a call nor close() waiting', async () => {
    const proxy = await startProxy()
    proxy.freezeAfterLogin()
    const options = { ...schema.options, host: proxy.host, port: proxy.port, acquireTimeoutMs: 300 }
    const store = createPostgresPostStore(options)
    await expect(store.outbox.pending()).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true })
    await store.close()
    await proxy.close()
  })

  it('take their statement with them, which would wait on at the server', async () => {
    const tenant = freshSchemaName()
    const store = createPostgresPostStore(schema.options)
    await store.getMany({ tenant, postIds: ['1'] })
    const release = await lockPosts()
    const write = errorOf(store.put({ tenant, post: post(7), events: [] }, { deadlineMs: 5_000 }))
    await untilWaiting(1)
    expect(await write).toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    await untilWaiting(0)
    await release()
    expect((await store.getMany({ tenant, postIds: [post(7).id] })).size).toBe(0)
    await store.close()
  })

  it('nobody waits for longer than a while, and a connection that comes too late goes back', async () => {
    const pool = new pg.Pool({ ...serverOptions(), max: 2 })
    const store = createPostgresPostStore({ pool, schema: schema.options.schema ?? '', acquireTimeoutMs: 200 })
    await store.outbox.pending()
    const taken = [await pool.connect(), await pool.connect()]
    const waiting = await Promise.all([1, 2, 3].map(() => errorOf(store.outbox.pending())))
    for (const error of waiting) {
      const rule = expect.stringContaining('no connection within')
      expect(error).toMatchObject({ code: 'UNAVAILABLE', outcome: 'not-applied', retryable: true, rule })
    }
    for (const client of taken) client.release()
    expect(await store.outbox.pending()).toBe(0)
    await store.close()
    await pool.end()
  })

  const terminate = 'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1'

  /** Makes every statement on posts wait; answers how to let them go on, which the end of the test does too. */
  async function lockPosts(): Promise<() => Promise<void>> {
    const client = await schema.admin.connect()
    await client.query('begin; lock table posts in access exclusive mode')
    let isLocked = true
    const release = async (): Promise<void> => {
      if (!isLocked) return
      isLocked = false
      await client.query('rollback')
      client.release()
    }
    onTestFinished(release)
    return release
  }

  const untilWaiting = (count: number) =>
    until(async () => {
      const waiting = `select from pg_locks where relation = 'posts'::regclass and not granted`
      return (await schema.admin.query(waiting)).rows.length === count
    }, `${count} statements wait`)
})
