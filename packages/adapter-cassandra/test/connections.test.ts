import { isFeedError, type LogFields } from '@feed-engine/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type CassandraOptions,
  createCassandraGraphStore,
  createCassandraPostStore,
  createCassandraStores,
  createSchema,
} from '../src'
import { toFeedError } from '../src/database/errors'
import { through } from './support/client-options'
import { event, freshTenant, post } from './support/data'
import { createAdmin, createKeyspace, freshKeyspaceName, serverOptions, type TestKeyspace } from './support/keyspace'
import { startProxy, type TestProxy } from './support/proxy'
import { until } from './support/until'

let keyspace: TestKeyspace
let proxy: TestProxy
beforeAll(async () => {
  keyspace = await createKeyspace()
  proxy = await startProxy()
})
afterAll(async () => {
  await proxy.close()
  await keyspace.drop()
})

const SECRETS = ['hush-hush', 'operator', '127.0.0.1', 'test_', 'secret text']

/** The error of a call, checked for what must be in none. */
async function errorOf(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isFeedError(error)) throw new Error(`not a FeedError: ${String(error)}`)
  const text = `${error.message} ${JSON.stringify(error)} ${String(error.cause)}`
  for (const secret of [...SECRETS, String(serverOptions().port)]) expect(text).not.toContain(secret)
  return error
}

/** Sockets and timers that would keep the process alive. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((name) => /TCPSocketWrap|TCPWRAP|Timeout/.test(name)).length
}

async function refusal(change: Partial<CassandraOptions>) {
  const before = handles()
  const store = createCassandraPostStore({ ...keyspace.options, ...change })
  const error = await errorOf(store.ready())
  expect(await errorOf(store.getMany({ tenant: 'tenant', postIds: ['1'] }))).toMatchObject({ rule: error.rule })
  await store.close()
  await until(() => handles() <= before, 'sockets and timers are gone')
  return error
}

describe('what is wrong is told, with the remedy', () => {
  it('a keyspace that is not there', async () => {
    expect(await refusal({ keyspace: freshKeyspaceName() })).toMatchObject({
      code: 'UNAVAILABLE',
      retryable: false,
      rule: expect.stringContaining('createSchema()'),
    })
  })

  it('a keyspace without tables, with a file too few, with a file too many', async () => {
    const name = freshKeyspaceName()
    const admin = keyspace.admin
    await admin.execute(
      `create keyspace ${name} with replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
    )
    expect(await refusal({ keyspace: name })).toMatchObject({ rule: expect.stringContaining('createSchema()') })
    await admin.execute(
      `create table ${name}.schema_changes (scope text, name text, checksum text, holder text, primary key ((scope), name))`,
    )
    expect(await refusal({ keyspace: name })).toMatchObject({ rule: expect.stringContaining('0001_posts.cql') })
    await admin.execute(`insert into ${name}.schema_changes (scope, name, checksum) values ('applied', '9', 'x')`)
    expect(await refusal({ keyspace: name })).toMatchObject({
      code: 'UNSUPPORTED',
      rule: expect.stringContaining('newer'),
    })
    await admin.execute(`drop keyspace ${name}`)
  })

  it('too few replicas: an error, or a warning for those who know', async () => {
    expect(await refusal({ allowSingleReplica: false })).toMatchObject({
      code: 'UNSUPPORTED',
      rule: expect.stringContaining('3 replicas'),
    })
    const warnings: [string, LogFields | undefined][] = []
    const logger = { warn: (...warning: [string, LogFields?]) => warnings.push([warning[0], warning[1]]), error() {} }
    const store = createCassandraPostStore({ ...keyspace.options, logger })
    await Promise.all([store.ready(), store.ready()])
    expect(warnings).toMatchObject([[expect.stringContaining('loss of a node'), {}]])
    await store.close()
  })

  it('another data centre, another port', async () => {
    expect(await refusal({ localDataCenter: 'nowhere' })).toMatchObject({
      code: 'UNAVAILABLE',
      rule: expect.stringContaining('localDataCenter'),
    })
    expect(await refusal({ port: 1 })).toMatchObject({
      code: 'UNAVAILABLE',
      retryable: true,
      rule: expect.stringContaining('contactPoints'),
    })
  })

  it('what servers answer: refused logins, missing rights, lost majorities', () => {
    const response = (code: number) => Object.assign(new Error('hush-hush'), { name: 'ResponseError', code })
    const reading = { writing: false, wrote: false }
    const login = Object.assign(new Error(), { name: 'NoHostAvailableError', innerErrors: { a: response(0x0100) } })
    expect(toFeedError(login, reading)).toMatchObject({
      code: 'UNAVAILABLE',
      rule: expect.stringContaining('password'),
    })
    expect(toFeedError(response(0x2100), reading).rule).toContain('grant')
    for (const [code, outcome] of [
      [0x1000, 'not-applied'],
      [0x1001, 'not-applied'],
      [0x1100, 'unknown'],
      [0x1500, 'unknown'],
    ] as const) {
      expect(toFeedError(response(code), { writing: true, wrote: false }).outcome).toBe(outcome)
      expect(toFeedError(response(code), { writing: true, wrote: true }).outcome).toBe('unknown')
      expect(toFeedError(response(code), reading)).toMatchObject({ outcome: 'not-applied', code: 'UNAVAILABLE' })
    }
  })
})

describe('a server that freezes', () => {
  it('every call ends with its deadline or its signal, a write with an unknown outcome; all is well again afterwards', async () => {
    const before = handles()
    const { posts, graph, close } = createCassandraStores({ ...keyspace.options, port: proxy.port })
    const tenant = freshTenant()
    await posts.put({ tenant, post: post(1), events: [event('key')] })
    proxy.freeze()
    const call = { deadlineMs: 200 }
    const late = { code: 'DEADLINE_EXCEEDED', retryable: true, outcome: 'not-applied' }
    const unknown = { code: 'OUTCOME_UNKNOWN', retryable: true, outcome: 'unknown' }
    expect(await errorOf(posts.getMany({ tenant, postIds: ['1'] }, call))).toMatchObject(late)
    expect(await errorOf(posts.put({ tenant, post: post(2), events: [] }, call))).toMatchObject(unknown)
    expect(await errorOf(posts.outbox.claim({ leaseMs: 1_000, limit: 1 }, call))).toMatchObject(unknown)
    const edge = { tenant, followerId: 'a', followeeId: 'b' }
    expect(await errorOf(graph.unfollow(edge, call))).toMatchObject(unknown)
    expect(await errorOf(graph.followers({ tenant, userId: 'a', limit: 1 }, call))).toMatchObject(late)
    const abort = new AbortController()
    const aborted = errorOf(graph.unfollow(edge, { signal: abort.signal }))
    abort.abort()
    expect(await aborted).toMatchObject({ code: 'ABORTED' })
    proxy.thaw()
    await until(async () => {
      const again = posts.put({ tenant, post: post(2), events: [] }, { deadlineMs: 1_000 })
      return again.then(
        () => true,
        () => false,
      )
    }, 'the store works again')
    expect((await posts.getMany({ tenant, postIds: [post(1).id, post(2).id] })).size).toBe(2)
    await close()
    await close()
    await until(() => handles() <= before, 'sockets and timers are gone')
  })

  it('connecting ends with the deadline of the call, and is tried again by the next one', async () => {
    proxy.freeze()
    const store = createCassandraPostStore({ ...keyspace.options, port: proxy.port, callTimeoutMs: 500 })
    expect(await errorOf(store.ready({ deadlineMs: 100 }))).toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    proxy.thaw()
    await until(
      () =>
        store.ready().then(
          () => true,
          () => false,
        ),
      'the store is ready',
    )
    await store.close()
  })
})

it('a client that was handed over stays open, and a closed store refuses', async () => {
  const client = await createAdmin()
  const { posts, graph, close } = createCassandraStores(through(client, keyspace))
  await posts.ready()
  await posts.close()
  await expect(posts.getMany({ tenant: 't', postIds: [] })).rejects.toMatchObject({ code: 'CLOSED' })
  await graph.ready()
  await close()
  await expect(graph.followees({ tenant: 't', userId: 'u', limit: 1 })).rejects.toMatchObject({ code: 'CLOSED' })
  await expect(posts.outbox.pending()).rejects.toMatchObject({ code: 'CLOSED' })
  expect((await client.execute('select key from system.local')).rows).toHaveLength(1)
  await client.shutdown()
})

it('a client that the stores made is shut down with the last of them', async () => {
  const before = handles()
  const [posts, graph] = [createCassandraPostStore(keyspace.options), createCassandraGraphStore(keyspace.options)]
  await Promise.all([posts.ready(), graph.ready()])
  expect(handles()).toBeGreaterThan(before)
  await Promise.all([posts.close(), graph.close(), posts.close()])
  await until(() => handles() <= before, 'sockets and timers are gone')
})

describe('createSchema', () => {
  it('by processes that start at once: one applies each file, and all succeed', async () => {
    const server = serverOptions()
    const options = { ...server, keyspace: freshKeyspaceName(), replication: { [server.localDataCenter]: 1 } }
    const applied = await Promise.all([createSchema(options), createSchema(options), createSchema(options)])
    expect(applied.flat().toSorted()).toEqual([
      '0001_posts.cql',
      '0002_outbox.cql',
      '0003_graph.cql',
      '0004_counters.cql',
    ])
    expect(await createSchema(options)).toEqual([])
    await keyspace.admin.execute(
      `update ${options.keyspace}.schema_changes set checksum = 'other' where scope = 'applied' and name = '0001_posts.cql'`,
    )
    expect(await errorOf(createSchema(options))).toMatchObject({ code: 'UNSUPPORTED' })
    await keyspace.admin.execute(`drop keyspace ${options.keyspace}`)
  })
})
