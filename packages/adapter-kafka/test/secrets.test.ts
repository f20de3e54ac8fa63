import { afterEach, expect, it } from 'vitest'
import { KafkaEventBus } from '../src'
import { kafkaClient, uniquePrefix } from './support/bus'
import { recorder } from './support/logs'
import { ACK, message } from './support/messages'

const SECRETS = ['user-of-the-tests', 'password-of-the-tests', '127.0.0.1']
const buses: KafkaEventBus[] = []

afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()))
})

it('neither errors nor logs hold user, password or address', async () => {
  const logger = recorder()
  const sasl = { mechanism: 'plain', username: SECRETS[0] ?? '', password: SECRETS[1] ?? '' } as const
  for (const config of [{ sasl }, { sasl, brokers: ['127.0.0.1:1'] }]) {
    const bus = new KafkaEventBus({ client: kafkaClient(config), prefix: uniquePrefix(), logger, callTimeoutMs: 3_000 })
    buses.push(bus)
    const params = { topic: 'posts', group: 'workers' }
    const handler = async () => ACK
    const calls = [
      bus.publish({ topic: 'posts', messages: [message('key', 'text')] }),
      bus.subscribe({ ...params, handler, concurrency: 1, ackTimeoutMs: 1_000 }),
      bus.lag(params),
    ]
    for (const outcome of await Promise.allSettled(calls)) {
      if (outcome.status !== 'rejected') throw new Error('a broker that wants no login must not take one')
      const shown = JSON.stringify([String(outcome.reason), outcome.reason.stack, outcome.reason.cause ?? null])
      for (const secret of SECRETS) expect(shown).not.toContain(secret)
    }
  }
  for (const secret of SECRETS) expect(JSON.stringify(logger.lines)).not.toContain(secret)
})
