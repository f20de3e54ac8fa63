import { describe, expect, it } from 'vitest'
import { busesOn, consume, handled, listen, messages, TOPIC } from '../support/buses'
import { withRedis } from '../support/clients'
import { privateRedis } from '../support/private-redis'
import { until } from '../support/until'

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always']

describe('a Redis that dies and comes back', () => {
  it('is come back to by consumers, with all that was published before and after', async () => {
    const server = await privateRedis({ settings: DURABLE })
    const { bus } = busesOn({ host: server.host, port: server.port, timeoutMs: 300, pollIntervalMs: 100 })
    const { texts } = await consume(bus)
    const listener = await listen(bus)
    await bus.publish({ topic: TOPIC, messages: messages(3) })
    await handled(bus)
    await server.kill()
    await expect(bus.publish({ topic: TOPIC, messages: messages(1) })).rejects.toMatchObject({ retryable: true })
    await server.restart()
    const works = (): Promise<boolean> =>
      bus.publish({ topic: TOPIC, messages: messages(2) }).then(
        () => true,
        () => false,
      )
    await until(works, 'messages can be published again')
    await until(() => texts.length >= 5 && listener.texts.length >= 5, 'they arrive')
    await handled(bus)
  })

  it('with its log on disk has every message that it acknowledged', async () => {
    const server = await privateRedis({ settings: DURABLE })
    const { bus } = busesOn({ host: server.host, port: server.port, timeoutMs: 300, pollIntervalMs: 100 })
    await bus.ensureGroup({ topic: TOPIC, group: 'group' })
    await bus.publish({ topic: TOPIC, messages: messages(500) })
    await server.kill()
    await server.restart()
    const { texts } = await consume(bus)
    await until(() => texts.length === 500, 'all messages arrive')
    expect(new Set(texts).size).toBe(500)
  })

  it('without its data is begun anew with', async () => {
    const server = await privateRedis()
    const { bus } = busesOn({ host: server.host, port: server.port, timeoutMs: 1_000, pollIntervalMs: 50 })
    const [member, listener] = [await consume(bus), await listen(bus)]
    await bus.publish({ topic: TOPIC, messages: messages(3) })
    await until(() => member.texts.length === 3 && listener.texts.length === 3, 'the first messages arrive')
    await withRedis(server, (client) => client.flushall())
    await bus.publish({ topic: TOPIC, messages: messages(3) })
    await until(() => member.texts.length === 6 && listener.texts.length === 6, 'the next ones arrive')
    await handled(bus)
  })
})

describe('a Redis that is frozen', () => {
  it('does not keep a bus from closing', async () => {
    const server = await privateRedis()
    const { bus } = busesOn({ host: server.host, port: server.port, timeoutMs: 300 })
    await consume(bus)
    await server.pause()
    try {
      await bus.close()
    } finally {
      await server.resume()
    }
  })
})
