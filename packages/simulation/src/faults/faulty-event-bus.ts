import type {
  BusDelivery,
  BusMessage,
  EventBus,
  PortCall,
  SubscribeParams,
  Subscription,
  Verdict,
} from '@feed-engine/core'
import { silence, type Wire } from '../deployment/wire'
import { inParts } from './in-parts'

/** How much later than the bus's patience a lost verdict comes. */
const VERDICT_DELAY_FACTOR = 1.5

const LONGEST_LAG_MS = 400

/**
 * A bus at the other end of an unreliable network: batches arrive twice, keys overtake each other, verdicts come too
 * late, and consumers die or freeze with messages in their hands.
 */
export function faultyEventBus(inner: EventBus, wire: Wire): EventBus {
  const port = 'bus'
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    ensureGroup: (params, call) =>
      wire.call({ port, step: 'bus.ensureGroup', call, apply: (rest) => inner.ensureGroup(params, rest) }),
    publish: (params, call) =>
      wire.call({
        port,
        step: 'bus.publish',
        call,
        apply: async (rest) => {
          const messages = wire.faults.happens('reorder') ? interleaved(params.messages, wire) : params.messages
          await inParts(messages, wire, (part) => inner.publish({ topic: params.topic, messages: part }, rest))
          if (wire.faults.happens('duplicate')) await inner.publish({ topic: params.topic, messages }, rest)
        },
      }),
    subscribe: (params, call) => subscribe(inner, wire, params, call),
    lag: (params, call) => wire.call({ port, step: 'bus.lag', call, apply: (rest) => inner.lag(params, rest) }),
    replay: (params, call) =>
      wire.call({ port, step: 'bus.replay', call, apply: (rest) => inner.replay(params, rest) }),
    deadLetters: (params, call) =>
      wire.call({ port, step: 'bus.deadLetters', call, apply: (rest) => inner.deadLetters(params, rest) }),
    close: () => Promise.resolve(),
  }
}

/** A consumer ends with its process, or when the process does not get to know of it. */
async function subscribe(
  inner: EventBus,
  wire: Wire,
  params: SubscribeParams,
  call: PortCall | undefined,
): Promise<Subscription> {
  const handler = faultyHandler(params, wire)
  let opened: Subscription | undefined
  const apply = async (rest?: PortCall): Promise<Subscription> => {
    const subscription = await inner.subscribe({ ...params, handler }, rest)
    wire.process.onDeath(() => void subscription.close())
    opened = subscription
    return subscription
  }
  try {
    return faultySubscription(await wire.call({ port: 'bus', step: 'bus.subscribe', call, apply }), wire)
  } catch (error) {
    void opened?.close()
    throw error
  }
}

function faultyHandler(params: SubscribeParams, wire: Wire): (delivery: BusDelivery) => Promise<Verdict> {
  const { process, faults, time } = wire
  const step = `bus.deliver.${params.topic}`
  return async (delivery) => {
    if (faults.happens('lag')) await time.sleep(time.shortened(faults.random.below(LONGEST_LAG_MS)))
    await process.gate()
    if (!process.reach(step, 'before')) return silence()
    const heartbeat = (): Promise<boolean> =>
      wire.call({ port: 'bus', step: 'bus.heartbeat', call: undefined, apply: () => delivery.heartbeat() })
    const verdict = await params.handler({ ...delivery, heartbeat })
    await process.gate()
    if (!process.reach(step, 'after')) return silence()
    if (faults.happens('loseVerdict')) await time.sleep(params.ackTimeoutMs * VERDICT_DELAY_FACTOR)
    return verdict
  }
}

function faultySubscription(subscription: Subscription, wire: Wire): Subscription {
  return {
    close: async () => {
      await subscription.close()
      await wire.process.gate()
    },
  }
}

/** The messages with the keys in a random order among each other, but each key's own order kept. */
function interleaved(messages: readonly BusMessage[], wire: Wire): readonly BusMessage[] {
  const byKey = new Map<string, BusMessage[]>()
  for (const message of messages) byKey.set(message.key, [...(byKey.get(message.key) ?? []), message])
  const mixed: BusMessage[] = []
  while (byKey.size > 0) {
    const [key, waiting] = wire.faults.random.pick([...byKey])
    const next = waiting.shift()
    if (next !== undefined) mixed.push(next)
    if (waiting.length === 0) byKey.delete(key)
  }
  return mixed
}
