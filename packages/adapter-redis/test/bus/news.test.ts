import { describe, expect, inject, it } from 'vitest'
import { busesOn, consume, handled, listen, messages, TOPIC } from '../support/buses'
import { withRedis } from '../support/clients'
import { privateRedis } from '../support/private-redis'
import { until } from '../support/until'

const { redis } = inject('connections')

describe('news of messages', () => {
  it('reaches other processes long before they would look by themselves', async () => {
    const { bus, open } = busesOn({ ...redis, pollIntervalMs: 600_000 })
    const { texts } = await consume(open())
    const listener = await listen(open())
    await handled(bus)
    await bus.publish({ topic: TOPIC, messages: messages(3) })
    await until(() => texts.length === 3 && listener.texts.length === 3, 'the messages arrive')
    expect(texts.toSorted()).toEqual(['0', '1', '2'])
  })

  it('that is lost is made up for by looking now and then', async () => {
    const { host, port } = await privateRedis()
    const { bus, open } = busesOn({ host, port, pollIntervalMs: 50 })
    const heard = [await consume(open()), await listen(open())]
    await withRedis({ host, port }, async (server) => {
      await server.call('acl', 'setuser', 'default', 'resetchannels')
      await server.call('client', 'kill', 'type', 'pubsub')
      await server.call('acl', 'setuser', 'default', '&*')
    })
    await bus.publish({ topic: TOPIC, messages: messages(3) })
    await until(() => heard.every(({ texts }) => texts.length === 3), 'the messages arrive')
  })

  it('comes again after the connection was lost', async () => {
    const { host, port } = await privateRedis()
    const { bus, open } = busesOn({ host, port, keyPrefix: 'fe:', pollIntervalMs: 600_000 })
    const heard = [await consume(open()), await listen(open())]
    await handled(bus)
    const listeners = () => withRedis({ host, port }, (server) => server.pubsub('NUMSUB', `fe:w:${TOPIC}`))
    await withRedis({ host, port }, (server) => server.call('client', 'kill', 'type', 'pubsub'))
    await until(async () => (await listeners())[1] === 2, 'both listen again')
    await bus.publish({ topic: TOPIC, messages: messages(3) })
    await until(() => heard.every(({ texts }) => texts.length === 3), 'the messages arrive')
  })
})
