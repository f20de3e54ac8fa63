import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createPostgresStores, type PostgresStores } from '../src'
import { entry, event, position, post, TENANT } from './support/data'
import { createSchema, type TestSchema } from './support/schema'
import { until } from './support/until'

const HOUR_MS = 3_600_000

let schema: TestSchema
let stores: PostgresStores

beforeAll(async () => {
  schema = await createSchema()
})
beforeEach(() => {
  stores = createPostgresStores({ ...schema.options, bus: { pollIntervalMs: 20 } })
})
afterEach(async () => {
  vi.useRealTimers()
  await stores.close()
})
afterAll(() => schema.drop())

/** Sets the clock of this process only, as on a machine whose clock is wrong. */
function setClock(byMs: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: performance.timeOrigin + performance.now() + byMs })
}

it.each([HOUR_MS, -HOUR_MS])('no claim ends early or late for a process whose clock is off by %d ms', async (off) => {
  const { outbox } = stores.posts
  await stores.posts.put({ tenant: TENANT, post: post(off < 0 ? 1 : 2), events: [event('key')] })
  const claim = { leaseMs: 60_000, limit: 10 }
  const held = await outbox.claim(claim)
  setClock(off)
  expect(await outbox.claim(claim)).toBeNull()
  if (held === null) throw new Error('nothing was claimed')
  const recordIds = held.records.map(({ recordId }) => recordId)
  expect(await outbox.acknowledge({ ...held, recordIds })).toBe('removed')
})

it.each([HOUR_MS, -HOUR_MS])(
  'no message in work is given away, and each has the time of the server: %d ms',
  async (off) => {
    const names = { topic: `topic ${off}`, group: 'group' }
    let attempts = 0
    let publishedAtMs = 0
    let acknowledge = (): void => undefined
    const subscribe = () =>
      stores.bus.subscribe({
        ...names,
        concurrency: 1,
        ackTimeoutMs: 60_000,
        handler: (delivery) => {
          attempts++
          publishedAtMs = delivery.publishedAtMs
          return new Promise((resolve) => {
            acknowledge = () => resolve({ kind: 'ack' })
          })
        },
      })
    await subscribe()
    const now = Date.now()
    setClock(off)
    await stores.bus.publish({ topic: names.topic, messages: [{ key: 'key', value: new Uint8Array(1) }] })
    await until(() => attempts === 1, 'it is delivered')
    expect(Math.abs(publishedAtMs - now)).toBeLessThan(HOUR_MS / 2)
    await subscribe()
    await stores.bus.publish({ topic: names.topic, messages: [{ key: 'key', value: new Uint8Array(1) }] })
    await until(async () => (await stores.bus.lag(names)) === 2, 'both wait')
    expect(attempts).toBe(1)
    acknowledge()
    await until(() => attempts === 2, 'the next one is delivered')
    acknowledge()
  },
)

it.each([HOUR_MS, -HOUR_MS])('a timeline is as old as the server says: %d ms', async (off) => {
  const feed = { tenant: TENANT, kind: 'home' as const, ownerId: `owner ${off}` }
  await stores.timelines.open({ feed, token: 'token', readerClass: 0, idleTtlMs: 60_000 })
  setClock(off)
  expect(await stores.timelines.push({ feeds: [feed], entries: [entry(1)], pushFrom: 0, maxEntries: 9 })).toEqual([
    'pushed',
  ])
  const slice = await stores.timelines.read({ feed, limit: 9, idleTtlMs: 60_000 })
  expect(slice?.entries.map((each) => each.position)).toEqual([position(1)])
})
