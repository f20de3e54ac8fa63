import type { EventBus, Subscription, Verdict } from '@feed-engine/core'
import type { Outcome } from '../../harness/reading'
import type { WorkloadSettings } from '../../harness/workload'
import type { LiveFeed } from '../../live-feed/live-feed'
import type { LinkSize } from './link-size'
import { measureLink } from './measure-link'
import { EVENT } from './records'

const TOPIC = 'links-bus'
const GROUP = 'links'
/** Messages of one call: what a relay finds in the outbox at a time. */
const BATCH = 50
const KEYS = 100
/** As a worker process has them. */
const CONSUMER = { concurrency: 8, ackTimeoutMs: 30_000 }

/** Messages published, and handled by a group. */
export async function busLinks(
  { deployment }: LiveFeed,
  { messages }: LinkSize,
  settings: WorkloadSettings,
): Promise<readonly Outcome[]> {
  const { bus } = deployment.stores
  if (bus === undefined) throw new TypeError('the profile has no bus')
  await bus.ensureGroup({ topic: TOPIC, group: GROUP })
  const calls = Math.ceil(messages / BATCH)
  const publish = {
    name: 'bus publish',
    unit: 'messages',
    unitsPerOperation: BATCH,
    operations: calls,
    inFlight: 4,
    commands: [`EventBus.publish of ${BATCH} messages`],
    operate: (turn: number) => publishBatch(bus, turn),
  }
  const consume = {
    name: 'bus consume',
    unit: 'messages',
    unitsPerOperation: calls * BATCH,
    operations: 1,
    inFlight: 1,
    commands: ['EventBus.subscribe with a group, until nothing is left; joining the group counts'],
    async prepare() {
      await consumeAll(bus)
      for (let call = 0; call < calls; call++) await publishBatch(bus, call)
    },
    operate: () => consumeAll(bus),
  }
  return [await measureLink(publish, settings), await measureLink(consume, settings)]
}

function publishBatch(bus: EventBus, turn: number): Promise<void> {
  const messages = Array.from({ length: BATCH }, (_, index) => ({
    key: `key-${(turn * BATCH + index) % KEYS}`,
    value: EVENT,
  }))
  return bus.publish({ topic: TOPIC, messages })
}

async function consumeAll(bus: EventBus): Promise<void> {
  const waiting = await bus.lag({ topic: TOPIC, group: GROUP })
  if (waiting === 0) return
  let left = waiting
  let subscription: Promise<Subscription> | undefined
  await new Promise<void>((resolve, reject) => {
    const handler = async (): Promise<Verdict> => {
      if (--left === 0) resolve()
      return { kind: 'ack' }
    }
    subscription = bus.subscribe({ topic: TOPIC, group: GROUP, handler, ...CONSUMER })
    subscription.catch(reject)
  })
  await (await subscription)?.close()
}
