import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createPostgresStores, type PostgresStores } from '../src'
import { event, post, range, TENANT } from './support/data'
import { createSchema, type TestSchema } from './support/schema'

let schema: TestSchema
let stores: PostgresStores
let posts = 0

beforeAll(async () => {
  schema = await createSchema()
  stores = createPostgresStores(schema.options)
})
afterEach(() => schema.admin.query('truncate outbox'))
afterAll(async () => {
  await stores.close()
  await schema.drop()
})

const publish = (key: string, n: number, from = stores) =>
  from.posts.put({ tenant: TENANT, post: post(++posts), events: [event(key, n)] })

interface Relayed {
  readonly key: string
  readonly n: number | undefined
}

/** Claims, notes and acknowledges until nothing is left. */
async function relay(from = stores, bus: Relayed[] = []): Promise<Relayed[]> {
  for (;;) {
    const batch = await from.posts.outbox.claim({ leaseMs: 10_000, limit: 3 })
    if (batch === null) return bus
    bus.push(...batch.records.map(({ key, value }) => ({ key, n: value[0] })))
    const recordIds = batch.records.map(({ recordId }) => recordId)
    expect(await from.posts.outbox.acknowledge({ ...batch, recordIds })).toBe('removed')
  }
}

it('relays what is committed late, although later records have left before', async () => {
  await publish('key', 1)
  const late = await schema.admin.connect()
  await late.query('begin')
  await late.query(`insert into outbox (partition, topic, key, value) values (3, 'posts', 'late', '\\x02')`)
  await publish('key', 3)
  expect(await relay()).toEqual([
    { key: 'key', n: 1 },
    { key: 'key', n: 3 },
  ])
  await late.query('commit')
  late.release()
  expect(await relay()).toEqual([{ key: 'late', n: 2 }])
})

it('gives every record to one of many relays, each key in order, while it is being written to', async () => {
  const processes = range(3).map(() => createPostgresStores(schema.options))
  const keys = range(12).map((n) => `key ${n}`)
  const bus: Relayed[] = []
  let writing = true
  const relays = processes.map(async (process) => {
    while (writing) await relay(process, bus)
  })
  await Promise.all(
    keys.map(async (key) => {
      for (const n of range(15)) await publish(key, n, processes[n % 3])
    }),
  )
  writing = false
  await Promise.all(relays)
  await relay(stores, bus)
  for (const key of keys) expect(bus.filter((record) => record.key === key).map(({ n }) => n)).toEqual(range(15))
  await Promise.all(processes.map((process) => process.close()))
})

it('writes events with their change or not at all', async () => {
  const unreadable = { topic: 'posts', key: 'key', value: undefined as unknown as Uint8Array }
  await expect(stores.posts.put({ tenant: TENANT, post: post(9_001), events: [unreadable] })).rejects.toThrow()
  expect((await stores.posts.getMany({ tenant: TENANT, postIds: [post(9_001).id] })).size).toBe(0)
  expect(await stores.posts.outbox.pending()).toBe(0)
})
