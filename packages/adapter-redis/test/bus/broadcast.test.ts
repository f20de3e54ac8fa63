import type { Logger } from '@feed-engine/core'
import { describe, expect, inject, it } from 'vitest'
import { ACK, busesOn, listen, messages, TOPIC } from '../support/buses'
import { until } from '../support/until'

const { redis } = inject('connections')
const MANY = 2_000

/** Remembers what was logged as an error. */
function remembering(): Logger & { readonly errors: string[] } {
  const errors: string[] = []
  return { errors, warn: () => undefined, error: (message) => void errors.push(message) }
}

describe('a broadcast', () => {
  it('that is behind misses nothing young, though nothing is retained for replay', async () => {
    const logger = remembering()
    const { bus, open } = busesOn({ ...redis, retainMessages: 0, logger })
    const { texts } = await listen(open())
    for (let round = 0; round < 4; round++) await bus.publish({ topic: TOPIC, messages: messages(MANY / 4) })
    await until(() => texts.length === MANY, 'all messages arrive')
    expect(logger.errors).toEqual([])
  })

  it('that is further behind than messages are kept says so', async () => {
    const logger = remembering()
    const { bus, open } = busesOn({ ...redis, retainMessages: 0, retainMs: 0 })
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const handler = () => gate.then(() => ACK)
    const { texts } = await listen(open({ logger }), { handler, concurrency: 1 })
    await bus.publish({ topic: TOPIC, messages: messages(20) })
    await until(() => texts.length === 1, 'the broadcast is stuck')
    for (let round = 0; round < 10; round++) await bus.publish({ topic: TOPIC, messages: messages(200) })
    release()
    await bus.publish({ topic: TOPIC, messages: messages(1) })
    await until(() => logger.errors.length > 0, 'it says that messages are missing')
    expect(logger.errors[0]).toContain('retainMs')
  })
})
