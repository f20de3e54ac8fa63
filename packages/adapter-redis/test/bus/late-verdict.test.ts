import type { Redis } from 'ioredis'
import { expect, inject, it } from 'vitest'
import { PartitionKeys } from '../../src/bus/partition-keys'
import { ACK, busesOn, consume, GROUP, inGroup, messages, TOPIC } from '../support/buses'
import { withRedis } from '../support/clients'
import { until } from '../support/until'

const { redis } = inject('connections')

interface GroupKeys {
  readonly lanes: string
  readonly work: string
}

/** After a fail-over numbers of deliveries are given once more: this one stands for another consumer's, or message. */
const failOvers: readonly [name: string, lag: number, (client: Redis, keys: GroupKeys) => Promise<unknown>][] = [
  ['consumer', 1, (client, { work }) => client.hset(work, 'key', '1 1 another-consumer')],
  ['message', 2, (client, { lanes }) => client.zadd(lanes, 0, `00000003key${'0'.repeat(16)}1-1`)],
]

it.each(failOvers)(
  'a verdict is not taken for a delivery of the same number to another %s',
  async (_, lag, failOver) => {
    const { keyPrefix, bus } = busesOn(redis)
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const { texts, close } = await consume(bus, { handler: () => gate.then(() => ACK), concurrency: 1 })
    await bus.publish({ topic: TOPIC, messages: messages(1, () => 'key') })
    await until(() => texts.length === 1, 'the handler has the message')
    const [, , , , lanes = '', , , work = ''] = new PartitionKeys({
      prefix: keyPrefix,
      topic: TOPIC,
      partition: 0,
    }).ofGroup(GROUP)
    await withRedis(redis, (client) => failOver(client, { lanes, work }))
    release()
    await close()
    expect(await bus.lag(inGroup)).toBe(lag)
  },
)
