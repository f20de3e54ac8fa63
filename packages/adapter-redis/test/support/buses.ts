import type { BusMessage, SubscribeParams, Verdict } from '@feed-engine/core'
import { onTestFinished } from 'vitest'
import { createRedisEventBus, type RedisEventBus, type RedisEventBusOptions } from '../../src'
import { uniquePrefix } from './unique'
import { until } from './until'

export const TOPIC = 'topic'
export const GROUP = 'group'
export const ACK: Verdict = { kind: 'ack' }
export const inGroup = { topic: TOPIC, group: GROUP }

export interface Buses {
  readonly keyPrefix: string
  readonly bus: RedisEventBus
  /** One process more over the same data. */
  open(own?: Partial<RedisEventBusOptions>): RedisEventBus
}

/** Event buses of several processes over data that nobody else uses; closed when the test is over. */
export function busesOn(options: RedisEventBusOptions): Buses {
  const keyPrefix = uniquePrefix()
  const open = (own: Partial<RedisEventBusOptions> = {}): RedisEventBus => {
    const bus = createRedisEventBus({ keyPrefix, ...options, ...own })
    onTestFinished(() => bus.close())
    return bus
  }
  return { keyPrefix, open, bus: open() }
}

export function text(value: Uint8Array): string {
  return Buffer.from(value).toString()
}

/** Messages whose values are the numbers from 0 on. */
export function messages(count: number, key = (index: number): string => `key-${index}`): BusMessage[] {
  return Array.from({ length: count }, (_, index) => ({ key: key(index), value: Buffer.from(`${index}`) }))
}

export interface Heard {
  readonly texts: string[]
  readonly close: () => Promise<void>
}

/** Subscribes as a member of the group. */
export function consume(bus: RedisEventBus, params: Partial<SubscribeParams> = {}): Promise<Heard> {
  return subscribe(bus, { ...inGroup, ...params })
}

/** Subscribes as a broadcast. */
export function listen(bus: RedisEventBus, params: Partial<SubscribeParams> = {}): Promise<Heard> {
  return subscribe(bus, { topic: TOPIC, ...params })
}

async function subscribe(
  bus: RedisEventBus,
  params: Pick<SubscribeParams, 'topic'> & Partial<SubscribeParams>,
): Promise<Heard> {
  const { handler = async () => ACK } = params
  const texts: string[] = []
  const subscription = await bus.subscribe({
    concurrency: 8,
    ackTimeoutMs: 60_000,
    ...params,
    handler: (delivery) => {
      texts.push(text(delivery.value))
      return handler(delivery)
    },
  })
  return { texts, close: () => subscription.close() }
}

export function handled(bus: RedisEventBus, group = GROUP): Promise<void> {
  return until(async () => (await bus.lag({ topic: TOPIC, group })) === 0, 'the group handles everything')
}
