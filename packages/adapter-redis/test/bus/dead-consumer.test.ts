import { describe, expect, inject, it } from 'vitest'
import { ACK, busesOn, consume, handled, messages, TOPIC } from '../support/buses'
import { until } from '../support/until'

const { redis } = inject('connections')

describe('a consumer that died', () => {
  it('loses its message to another one, which has it as the next attempt', async () => {
    const { bus, open } = busesOn(redis)
    const dying = open({ timeoutMs: 200 })
    const dead = await consume(dying, { handler: () => new Promise(() => undefined), ackTimeoutMs: 300 })
    await bus.publish({ topic: TOPIC, messages: messages(2, () => 'key') })
    await until(() => dead.texts.length > 0, 'it has the message')
    const attempts: number[] = []
    const { texts } = await consume(bus, {
      handler: async ({ attempt }) => {
        attempts.push(attempt)
        return ACK
      },
    })
    await handled(bus)
    expect(texts).toEqual(['0', '1'])
    // On a busy machine the dead one has it twice before the other one has begun.
    expect(attempts).toEqual([expect.toSatisfy((attempt: number) => attempt >= 2), 1])
  })

  it('that is alone has it back', async () => {
    const { bus } = busesOn(redis)
    let calls = 0
    const { texts } = await consume(bus, {
      handler: () => (calls++ === 0 ? new Promise(() => undefined) : Promise.resolve(ACK)),
      ackTimeoutMs: 100,
      concurrency: 1,
    })
    await bus.publish({ topic: TOPIC, messages: messages(1) })
    await handled(bus)
    expect(texts).toEqual(['0', '0'])
  })
})
