import type { Verdict } from '@feed-engine/core'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { busesOn, consume, handled, inGroup, messages, TOPIC, text } from '../support/buses'
import { until } from '../support/until'

const { redis } = inject('connections')
const client = new Redis(redis.port, redis.host)
afterAll(() => client.disconnect())

describe('partitions', () => {
  it('share the keys between them, and keep each key in order', async () => {
    const { bus, open, keyPrefix } = busesOn({ ...redis, partitions: 4 })
    const members = [await consume(open()), await consume(open())]
    const sent = messages(400, (index) => `key-${index % 20}`)
    await bus.publish({ topic: TOPIC, messages: sent })
    await handled(bus)
    expect(await client.keys(`${keyPrefix}*}m`)).toHaveLength(4)
    const heard = members.flatMap(({ texts }) => texts).map(Number)
    expect(heard.toSorted((a, b) => a - b)).toEqual(sent.map((_, index) => index))
    for (const { texts } of members) {
      for (let key = 0; key < 20; key++) {
        const ofKey = texts.map(Number).filter((index) => index % 20 === key)
        expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b))
      }
    }
  })

  it('list dead letters oldest first, over all of them', async () => {
    const { bus } = busesOn({ ...redis, partitions: 4 })
    const handler = async (): Promise<Verdict> => ({ kind: 'dead-letter', code: 'BAD', cause: 'bad' })
    await consume(bus, { handler })
    for (const [index, message] of messages(12).entries()) {
      await bus.publish({ topic: TOPIC, messages: [message] })
      await until(async () => (await bus.deadLetters({ ...inGroup, limit: 99 })).length === index + 1, 'it is one')
    }
    const letters = await bus.deadLetters({ ...inGroup, limit: 7 })
    expect(letters.map(({ value }) => Number(text(value)))).toEqual([0, 1, 2, 3, 4, 5, 6])
  })
})
