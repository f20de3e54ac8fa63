import { describe, expect, inject, it } from 'vitest'
import { busesOn, consume, handled, inGroup, messages, TOPIC, text } from '../support/buses'

const { redis } = inject('connections')

describe('replay', () => {
  it('of more than one step answers all, behind what waits, in order', async () => {
    const { bus } = busesOn({ ...redis, retainMessages: 10_000 })
    const first = await consume(bus)
    await bus.publish({ topic: TOPIC, messages: messages(1_203, () => 'key') })
    await handled(bus)
    await first.close()
    await bus.publish({ topic: TOPIC, messages: [{ key: 'key', value: Buffer.from('new') }] })
    expect(await bus.replay({ ...inGroup, fromMs: 0 })).toBe(1_204)
    const { texts } = await consume(bus)
    await handled(bus)
    const all = [...messages(1_203).map(({ value }) => text(value)), 'new']
    expect(texts).toEqual(['new', ...all])
  })
})
