import { type BusDelivery, type SubscribeParams, systemTimers, type Timers, type Verdict } from '@feed-engine/core'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import {
  createPostgresStores,
  type PostgresOptions,
  type PostgresPool,
  type PostgresQuery,
  type PostgresStores,
} from '../src'
import { range } from './support/data'
import { createSchema, serverOptions, type TestSchema } from './support/schema'
import { until } from './support/until'

const ACK: Verdict = { kind: 'ack' }
const opened: PostgresStores[] = []
let schema: TestSchema
let topics = 0

beforeAll(async () => {
  schema = await createSchema()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((stores) => stores.close()))
})
afterAll(() => schema.drop())

/** A process of its own. */
function busOf(bus: NonNullable<PostgresOptions['bus']> = {}, options: PostgresOptions = schema.options) {
  const stores = createPostgresStores({ ...options, bus })
  opened.push(stores)
  return stores.bus
}

const names = () => ({ topic: `topic ${++topics}`, group: 'group' })
const messages = (key: string, numbers: readonly number[]) => numbers.map((n) => ({ key, value: new Uint8Array([n]) }))

async function consume(
  bus: ReturnType<typeof busOf>,
  params: Pick<SubscribeParams, 'topic'> & Partial<SubscribeParams>,
) {
  const { handler = async () => ACK, ...rest } = params
  const received: BusDelivery[] = []
  const subscription = await bus.subscribe({
    concurrency: 8,
    ackTimeoutMs: 30_000,
    ...rest,
    handler: (delivery) => {
      received.push(delivery)
      return handler(delivery)
    },
  })
  return { subscription, received, numbers: () => received.map(({ value }) => value[0]) }
}

/** A publish that has done everything but commit. */
async function publishLate(topic: string, key: string, n: number): Promise<() => Promise<void>> {
  const client = await schema.admin.connect()
  await client.query('begin')
  await client.query(`select bus_publish('elsewhere', $1, $2, $3)`, [topic, [key], [Buffer.from([n])]])
  return async () => {
    await client.query('commit')
    client.release()
  }
}

it('wakes consumers of other processes long before they would look by themselves', async () => {
  const slow = { pollIntervalMs: 60_000 }
  const { topic, group } = names()
  const member = await consume(busOf(slow), { topic, group })
  const listener = await consume(busOf(slow), { topic })
  await until(async () => {
    const listening = `select from pg_stat_activity where query = $1`
    return (await schema.admin.query(listening, [`listen "${schema.options.schema}"`])).rows.length === 2
  }, 'both listen')
  await busOf().publish({ topic, messages: messages('key', [1]) })
  await until(() => member.received.length + listener.received.length === 2, 'both hear of it')
})

it('finds what was published before it listened as soon as it does', async () => {
  const { topic, group } = names()
  let listen = (): void => undefined
  const mayListen = new Promise<void>((resolve) => {
    listen = resolve
  })
  const pgPool = new pg.Pool(serverOptions())
  const statements: string[] = []
  const pool: PostgresPool = {
    async connect() {
      const client = await pgPool.connect()
      return {
        async query(query: string | PostgresQuery, values?: unknown[]) {
          const text = typeof query === 'string' ? query : query.text
          if (text.startsWith('listen')) await mayListen
          const result = await (typeof query === 'string' ? client.query(query, values) : client.query(query))
          statements.push(text)
          return result
        },
        release: (error) => client.release(error),
        on: (event, listener) => client.on(event as 'notification', listener),
        removeListener: (event, listener) => client.removeListener(event, listener),
      }
    },
  }
  const options = { pool, schema: schema.options.schema ?? '' }
  const { received } = await consume(busOf({ pollIntervalMs: 60_000 }, options), { topic, group })
  await until(() => statements.some((text) => text.includes('bus_take')), 'it finds nothing')
  await busOf().publish({ topic, messages: messages('key', [1]) })
  listen()
  await until(() => received.length === 1, 'it finds the message')
  await Promise.all(opened.splice(0).map((stores) => stores.close()))
  await pgPool.end()
})

it('passes by what somebody else is at, instead of waiting', async () => {
  const { topic, group } = names()
  const bus = busOf({ pollIntervalMs: 20 })
  await bus.ensureGroup({ topic, group })
  await bus.publish({ topic, messages: [...messages('held', [1]), ...messages('free', [2])] })
  const client = await schema.admin.connect()
  await client.query(`begin; select from bus_lanes where key = 'held' for update`)
  const { numbers } = await consume(bus, { topic, group })
  await until(() => numbers().length === 1, 'the free one arrives')
  await client.query('commit')
  client.release()
  await until(() => numbers().length === 2, 'the other one arrives')
  expect(numbers()).toEqual([2, 1])
})

it('delivers without notifications, and after the listening connection broke', async () => {
  const { topic, group } = names()
  const polling = await consume(busOf({ listen: false, pollIntervalMs: 50 }), { topic, group })
  const listening = await consume(busOf({ pollIntervalMs: 50 }), { topic })
  const publisher = busOf({ listen: false })
  await publisher.publish({ topic, messages: messages('key', [1]) })
  await until(() => polling.received.length + listening.received.length === 2, 'the first message arrives')
  const listeners = `from pg_stat_activity where query = $1`
  const query = [`listen "${schema.options.schema}"`]
  const before = (await schema.admin.query(`select pid, pg_terminate_backend(pid) ${listeners}`, query)).rows
  expect(before).toHaveLength(1)
  await publisher.publish({ topic, messages: messages('key', [2]) })
  await until(() => polling.received.length + listening.received.length === 4, 'the second message arrives')
  await until(async () => {
    const { rows } = await schema.admin.query(`select pid ${listeners}`, query)
    return rows.length === 1 && rows[0].pid !== before[0].pid
  }, 'it listens again')
})

it('passes over nothing that is committed late, in a group or as a broadcast', async () => {
  const { topic, group } = names()
  const bus = busOf({ pollIntervalMs: 20 })
  const member = await consume(bus, { topic, group })
  const listener = await consume(bus, { topic })
  const commit = await publishLate(topic, 'late', 1)
  await bus.publish({ topic, messages: messages('key', [2]) })
  await until(() => member.received.length + listener.received.length === 2, 'the later message arrives')
  await commit()
  await until(() => member.received.length + listener.received.length === 4, 'the late message arrives')
  await bus.publish({ topic, messages: messages('key', [3]) })
  await until(() => member.received.length + listener.received.length === 6, 'the last message arrives')
  for (const { numbers } of [member, listener]) expect(numbers()).toEqual([2, 1, 3])
})

it('handles one message of a key at a time also when an earlier one is committed late', async () => {
  const { topic, group } = names()
  const bus = busOf({ pollIntervalMs: 20 })
  await bus.ensureGroup({ topic, group })
  const commit = await publishLate(topic, 'key', 1)
  const publishing = bus.publish({ topic, messages: messages('key', [2]) })
  const received: (number | undefined)[] = []
  let release: (verdict: Verdict) => void = () => undefined
  const handler = ({ value }: BusDelivery) => {
    received.push(value[0])
    return new Promise<Verdict>((resolve) => {
      release = resolve
    })
  }
  for (const _ of range(3)) await consume(busOf({ pollIntervalMs: 20 }), { topic, group, handler })
  await commit()
  await publishing
  for (const count of [1, 2]) {
    await until(() => received.length === count, `message ${count} arrives`)
    expect(await bus.lag({ topic, group })).toBe(3 - count)
    release(ACK)
    await until(async () => (await bus.lag({ topic, group })) === 2 - count, 'it is handled')
  }
  expect(received).toEqual([1, 2])
})

it('loses no message between a publish and a group that is made at the same time', async () => {
  for (const _ of range(15)) {
    const { topic, group } = names()
    const [one, two, three] = [busOf(), busOf(), busOf()]
    await Promise.all([
      ...range(4).map((n) => one.publish({ topic, messages: messages(`key ${n}`, [n]) })),
      two.ensureGroup({ topic, group }),
      three.ensureGroup({ topic, group }),
      ...range(4).map((n) => two.publish({ topic, messages: messages(`key ${n}`, [n + 4]) })),
    ])
    expect(await one.lag({ topic, group })).toBe(8)
    const { numbers } = await consume(three, { topic, group })
    await until(async () => (await one.lag({ topic, group })) === 0, 'everything is handled')
    expect(numbers().sort()).toEqual(range(8))
    await Promise.all(opened.splice(0).map((stores) => stores.close()))
  }
})

it('leaves no lane behind, and none without a message, whatever is published and handled at once', async () => {
  const { topic, group } = names()
  const bus = busOf()
  const members = await Promise.all(range(3).map(() => consume(busOf(), { topic, group })))
  await Promise.all(
    range(8).map(async (publisher) => {
      for (const n of range(25)) await bus.publish({ topic, messages: messages(`key ${(publisher + n) % 5}`, [n]) })
    }),
  )
  await until(async () => (await bus.lag({ topic, group })) === 0, 'everything is handled')
  expect(members.flatMap(({ received }) => received)).toHaveLength(200)
  await until(async () => (await schema.admin.query('select from bus_lanes')).rows.length === 0, 'every lane is gone')
})

it('does not forget a message that is published while the last one of its key is settled', async () => {
  const { topic, group } = names()
  let release: (verdict: Verdict) => void = () => undefined
  const gate = new Promise<Verdict>((resolve) => {
    release = resolve
  })
  const bus = busOf({ pollIntervalMs: 20 })
  const { numbers } = await consume(bus, { topic, group, handler: () => gate })
  await bus.publish({ topic, messages: messages('key', [1]) })
  await until(() => numbers().length === 1, 'the first message arrives')
  const commit = await publishLate(topic, 'key', 2)
  release(ACK)
  await until(async () => {
    const settling = `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%bus_settle%'`
    return (await schema.admin.query(settling)).rows.length > 0
  }, 'its verdict waits for the publish')
  await commit()
  await until(() => numbers().length === 2, 'the second message arrives')
})

it('gives what a dead process had in work to another one', async () => {
  const { topic, group } = names()
  const dead = await consume(busOf(), { topic, group, ackTimeoutMs: 300, handler: () => new Promise(() => undefined) })
  await busOf().publish({ topic, messages: messages('key', [1, 2]) })
  await until(() => dead.received.length === 1, 'it takes the first message')
  const { received } = await consume(busOf({ pollIntervalMs: 50 }), { topic, group })
  await until(() => received.length === 2, 'the other one gets both')
  expect(received.map(({ attempt }) => attempt)).toEqual([2, 1])
})

it('removes messages after their retention, but none that a group still has to handle', async () => {
  const { topic, group } = names()
  const bus = busOf()
  const { subscription } = await consume(bus, { topic, group })
  await bus.publish({ topic, messages: messages('key', range(5)) })
  await until(async () => (await bus.lag({ topic, group })) === 0, 'everything is handled')
  await subscription.close()
  await bus.publish({ topic, messages: messages('key', [5]) })
  const kept = async () => (await schema.admin.query('select from bus_messages where topic = $1', [topic])).rows.length
  const purge = () => schema.admin.query(`select bus_purge(interval '1 hour', 1000)`)
  await purge()
  expect(await kept()).toBe(6)
  await schema.admin.query('update bus_messages set published_at_ms = published_at_ms - 7200000')
  await purge()
  expect(await kept()).toBe(1)
  await consume(bus, { topic, group })
  await until(async () => (await bus.lag({ topic, group })) === 0, 'the last one is handled')
  await purge()
  expect(await kept()).toBe(0)
})

it('cleans up by itself once a minute while there are subscriptions', async () => {
  const due: (() => void)[] = []
  const timers: Timers = {
    setTimeout(callback, delayMs, options) {
      if (delayMs !== 60_000) return systemTimers.setTimeout(callback, delayMs, options)
      due.push(callback)
      return undefined
    },
    clearTimeout: (handle) => systemTimers.clearTimeout(handle),
  }
  const { topic, group } = names()
  const bus = busOf({ listen: false }, { ...schema.options, timers })
  await consume(bus, { topic, group })
  await bus.publish({ topic, messages: messages('key', [1]) })
  await until(async () => (await bus.lag({ topic, group })) === 0, 'it is handled')
  await schema.admin.query(`update bus_messages set published_at_ms = 0 where topic = $1`, [topic])
  const kept = async () => (await schema.admin.query('select from bus_messages where topic = $1', [topic])).rows.length
  expect([await kept(), due.length]).toEqual([1, 1])
  due.pop()?.()
  await until(async () => (await kept()) === 0, 'the message is removed')
  await until(() => due.length === 1, 'it waits for the next time')
})

it('keeps dead letters whose cause is no text for PostgreSQL', async () => {
  const { topic, group } = names()
  const bus = busOf()
  const handler = async (): Promise<Verdict> => ({ kind: 'dead-letter', code: 'BAD', cause: 'zero \0, half \ud800' })
  await consume(bus, { topic, group, handler })
  await bus.publish({ topic, messages: messages('key', [1]) })
  await until(async () => (await bus.lag({ topic, group })) === 0, 'it is handled')
  const [letter] = await bus.deadLetters({ topic, group, limit: 1 })
  expect(letter?.cause).toBe('zero \ufffd, half \ufffd')
})

it('keeps what is younger than a message that is still to be handled, also if it was handled itself', async () => {
  const { topic, group } = names()
  const bus = busOf()
  const handler = async ({ key }: BusDelivery): Promise<Verdict> =>
    key === 'stuck' ? { kind: 'retry', delayMs: 600_000 } : ACK
  await consume(bus, { topic, group, handler })
  await bus.publish({
    topic,
    messages: [...messages('before', [1]), ...messages('stuck', [2]), ...messages('after', [3])],
  })
  await until(async () => (await bus.lag({ topic, group })) === 1, 'two are handled')
  await schema.admin.query('update bus_messages set published_at_ms = published_at_ms - 7200000')
  await schema.admin.query(`select bus_purge(interval '1 hour', 1000)`)
  const { rows } = await schema.admin.query('select key from bus_messages where topic = $1 order by message_id', [
    topic,
  ])
  expect(rows.map(({ key }) => key)).toEqual(['stuck', 'after'])
})
