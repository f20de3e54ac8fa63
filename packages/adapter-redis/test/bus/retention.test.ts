import type { Verdict } from '@feed-engine/core'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { ACK, busesOn, consume, GROUP, handled, inGroup, messages, TOPIC, text } from '../support/buses'
import { until } from '../support/until'

const { redis } = inject('connections')
const client = new Redis(redis.port, redis.host)
afterAll(() => client.disconnect())

const streamLength = async (keyPrefix: string): Promise<number> => {
  const [stream = ''] = await client.keys(`${keyPrefix}*}m`)
  return client.xlen(stream)
}

describe('retention', () => {
  const RETAINED = 100
  const MOST = RETAINED + 64 + RETAINED / 8 + 256

  it('trims what every group has handled, and keeps about as many as it should for replay', async () => {
    const { bus, keyPrefix } = busesOn({ ...redis, retainMessages: RETAINED, retainMs: 0 })
    await consume(bus)
    for (let round = 0; round < 20; round++) {
      await bus.publish({ topic: TOPIC, messages: messages(50) })
      await handled(bus)
    }
    const length = await streamLength(keyPrefix)
    expect(length).toBeGreaterThanOrEqual(RETAINED)
    expect(length).toBeLessThanOrEqual(MOST)
    expect(await bus.replay({ ...inGroup, fromMs: 0 })).toBe(length)
    await handled(bus)
  })

  it('keeps all that some group has not handled, also what it has taken and what is replayed', async () => {
    const { bus, keyPrefix } = busesOn({ ...redis, retainMessages: RETAINED, retainMs: 0 })
    await bus.ensureGroup({ topic: TOPIC, group: 'asleep' })
    await consume(bus)
    await bus.publish({ topic: TOPIC, messages: messages(1_000) })
    await handled(bus)
    await bus.publish({ topic: TOPIC, messages: messages(1_000) })
    expect(await streamLength(keyPrefix)).toBe(2_000)

    let stuck = true
    const awake = await consume(bus, {
      group: 'asleep',
      handler: async ({ key }) => (stuck && key === 'key-0' ? { kind: 'retry', delayMs: 20 } : ACK),
    })
    await until(async () => (await bus.lag({ topic: TOPIC, group: 'asleep' })) === 2, 'all but one key is handled')
    await bus.publish({ topic: TOPIC, messages: messages(1_000, (index) => `later-${index}`) })
    expect(await streamLength(keyPrefix)).toBe(3_000)
    stuck = false
    await handled(bus, 'asleep')
    await handled(bus)
    expect(awake.texts.filter((each) => each === '0').length).toBeGreaterThan(2)
    await bus.publish({ topic: TOPIC, messages: messages(1_000) })
    await handled(bus)
    await handled(bus, 'asleep')
    await bus.publish({ topic: TOPIC, messages: messages(1) })
    expect(await streamLength(keyPrefix)).toBeLessThanOrEqual(MOST)
  })

  it('keeps the latest dead letters', async () => {
    const { bus } = busesOn({ ...redis, retainDeadLetters: 100 })
    const handler = async (): Promise<Verdict> => ({ kind: 'dead-letter', code: 'BAD', cause: 'bad' })
    await consume(bus, { handler, concurrency: 1 })
    await bus.publish({ topic: TOPIC, messages: messages(700, () => 'key') })
    await handled(bus)
    const letters = await bus.deadLetters({ ...inGroup, limit: 1_000 })
    expect(letters.length).toBeGreaterThanOrEqual(100)
    expect(letters.length).toBeLessThanOrEqual(300)
    expect(text(letters.at(-1)?.value ?? Buffer.of())).toBe('699')
  })
})

describe('a message that is no longer in its stream', () => {
  it('becomes a dead letter, and those behind it go on', async () => {
    const { bus, keyPrefix } = busesOn(redis)
    await bus.ensureGroup(inGroup)
    const first = await consume(bus, { handler: async () => ({ kind: 'retry', delayMs: 60_000 }) })
    await bus.publish({ topic: TOPIC, messages: messages(3, () => 'key') })
    await until(() => first.texts.length > 0, 'the first message was tried')
    await first.close()
    const [stream = ''] = await client.keys(`${keyPrefix}*}m`)
    const [oldest] = await client.xrange(stream, '-', '+', 'COUNT', 1)
    await client.xdel(stream, oldest?.[0] ?? '')
    const [schedule = ''] = await client.keys(`${keyPrefix}*}s${GROUP}`)
    await client.zadd(schedule, 0, 'key')
    const { texts } = await consume(bus)
    await handled(bus)
    expect(texts).toEqual(['1', '2'])
    expect(await bus.deadLetters({ ...inGroup, limit: 5 })).toMatchObject([{ key: 'key', code: 'MESSAGE_LOST' }])
  })
})
