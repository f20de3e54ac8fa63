import { describe, expect, inject, it } from 'vitest'
import { ACK, busesOn, consume, handled, messages, TOPIC } from '../support/buses'
import { until } from '../support/until'

const { redis } = inject('connections')

describe('a bus that is being closed', () => {
  it('lets running handlers end and takes their verdicts, and lets no subscription begin', async () => {
    const { bus, open } = busesOn(redis)
    const closing = open()
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const { texts } = await consume(closing, { handler: () => gate.then(() => ACK), concurrency: 1 })
    await bus.publish({ topic: TOPIC, messages: messages(2) })
    await until(() => texts.length === 1, 'a handler is at work')
    const closed = closing.close()
    await expect(consume(closing)).rejects.toMatchObject({ code: 'CLOSED' })
    release()
    await closed
    expect(texts).toEqual(['0'])
    const other = await consume(bus)
    await handled(bus)
    expect(other.texts).toEqual(['1'])
  })
})
