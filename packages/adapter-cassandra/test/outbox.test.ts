import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CassandraClient, type CassandraPostStore, createCassandraPostStore } from '../src'
import { shardOf } from '../src/outbox/shard'
import { through } from './support/client-options'
import { event, freshTenant, post } from './support/data'
import { createKeyspace, type TestKeyspace } from './support/keyspace'
import { drain, valuesOf } from './support/relay'
import { until } from './support/until'

const MINUTE_MS = 60_000

let keyspace: TestKeyspace
const stores: CassandraPostStore[] = []
beforeAll(async () => {
  keyspace = await createKeyspace()
})
afterAll(async () => {
  for (const store of stores) await store.close()
  await keyspace.drop()
})

function open(now: () => number, client: CassandraClient = keyspace.admin): CassandraPostStore {
  const store = createCassandraPostStore({ ...through(client, keyspace), clock: { now } })
  stores.push(store)
  return store
}

let posted = 0

async function publish(store: CassandraPostStore, key: string, n: number): Promise<void> {
  posted += 1
  await store.put({ tenant: freshTenant(), post: post(posted), events: [event(key, n)] })
}

async function minutesOf(key: string): Promise<number> {
  const { rows } = await keyspace.admin.execute('select minute from outbox_minutes where shard = ?', [shardOf(key)], {
    prepare: true,
  })
  return rows.length
}

/** A client that keeps back statements with a word in them, once it is told to. */
function holdingClient(word: string) {
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const state = { holding: false, held: 0 }
  const client: CassandraClient = {
    connect: () => keyspace.admin.connect(),
    async execute(query, params, options) {
      if (state.holding && query.includes(word)) {
        state.held += 1
        await released
      }
      return keyspace.admin.execute(query, params, options)
    },
  }
  return { client, state, release }
}

it('events keep the order of their posts over processes whose clocks are an hour apart', async () => {
  const ahead = open(() => Date.now() + 60 * MINUTE_MS)
  const behind = open(() => Date.now())
  for (let n = 0; n < 6; n++) await publish(n % 2 === 0 ? ahead : behind, 'skewed', n)
  expect(valuesOf(await drain(behind), 'skewed')).toEqual([0, 1, 2, 3, 4, 5])
})

it('minutes that are empty are left behind, so that their deleted records are not read for ever', async () => {
  let now = Date.now() + 120 * MINUTE_MS
  const store = open(() => now)
  for (let n = 0; n < 12; n++) {
    await publish(store, 'minutes', n)
    now += MINUTE_MS
  }
  expect(await minutesOf('minutes')).toBeGreaterThanOrEqual(12)
  expect(valuesOf(await drain(store, 3), 'minutes')).toHaveLength(12)
  await publish(store, 'minutes', 99)
  expect(valuesOf(await drain(store), 'minutes')).toEqual([99])
  expect(await minutesOf('minutes')).toBeLessThanOrEqual(3)
  expect(await store.outbox.pending()).toBe(0)
})

it('a record that comes late, for a minute that was left behind, is stored once more and found', async () => {
  let now = Date.now() + 240 * MINUTE_MS
  const { client, state, release } = holdingClient('.outbox (')
  const late = open(() => now, client)
  const store = open(() => now)
  state.holding = true
  const publishing = publish(late, 'late', 1)
  await until(() => state.held === 1, 'the record is kept back')
  for (let n = 2; n < 12; n++) {
    now += MINUTE_MS
    await publish(store, 'late', n)
  }
  expect(valuesOf(await drain(store), 'late')).toHaveLength(10)
  expect(await store.outbox.claim({ leaseMs: 1, limit: 1 })).toBeNull()
  release()
  await publishing
  expect(valuesOf(await drain(store), 'late')).toContain(1)
})

it('a record that somebody stores once more after it was relayed does not come back', async () => {
  const now = Date.now() + 480 * MINUTE_MS
  const { client, state, release } = holdingClient('.outbox (')
  const slow = open(() => now, client)
  const store = open(() => now)
  const tenant = freshTenant()
  state.holding = true
  const putting = slow.put({ tenant, post: post(900), events: [event('again', 1)] })
  await until(async () => (await store.getMany({ tenant, postIds: [post(900).id] })).size === 1, 'another finishes it')
  expect(valuesOf(await drain(store), 'again')).toEqual([1])
  release()
  expect(await putting).toEqual({ status: 'created' })
  expect(valuesOf(await drain(store), 'again')).toEqual([])
})

it('a fence of any kind, a partition that is none, and ids of no records do nothing', async () => {
  const store = open(() => Date.now() + 600 * MINUTE_MS)
  await publish(store, 'fenced', 1)
  for (const partition of [-1, 16, 1.5, Number.NaN, 2 ** 40]) {
    expect(await store.outbox.acknowledge({ partition, fence: '', recordIds: ['x'] })).toBe('stale')
    await store.outbox.release({ partition, fence: '' })
  }
  const batch = await store.outbox.claim({ leaseMs: 60_000, limit: 10 })
  if (batch === null) throw new Error('there is something to claim')
  const recordIds = ['', 'x', '1-g-0', '9999999999999999-a-0', '__proto__']
  expect(await store.outbox.acknowledge({ ...batch, recordIds })).toBe('removed')
  expect(valuesOf(await drain(store), 'fenced')).toEqual([1])
})
