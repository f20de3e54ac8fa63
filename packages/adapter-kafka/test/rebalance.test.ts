import { setTimeout as pause } from 'node:timers/promises'
import type { BusDelivery, Verdict } from '@feed-engine/core'
import { afterEach, expect, it } from 'vitest'
import type { KafkaEventBus } from '../src'
import { openBus, uniquePrefix } from './support/bus'
import { recorder } from './support/logs'
import { ACK, rounds, textOf, untilHandled } from './support/messages'
import { until } from './support/until'

const KEYS = 12
const PER_KEY = 60
const buses: KafkaEventBus[] = []

afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()))
})

it('keeps every message, its order per key, and one at a time, while a third consumer comes and goes', async () => {
  const [prefix, topic, group] = [uniquePrefix(), 'posts', 'workers']
  const metrics = recorder()
  const open = (): KafkaEventBus => {
    const bus = openBus({ prefix, topics: { partitions: 6 }, logger: metrics, metrics })
    buses.push(bus)
    return bus
  }
  const started = new Map<string, string[]>()
  const running = new Set<string>()
  const overlaps: string[] = []
  let perMember: number[] = []
  const handlerOf =
    (member: number) =>
    async (delivery: BusDelivery): Promise<Verdict> => {
      const { key } = delivery
      if (running.has(key)) overlaps.push(key)
      running.add(key)
      perMember[member] = (perMember[member] ?? 0) + 1
      started.set(key, [...(started.get(key) ?? []), textOf(delivery)])
      await pause(10)
      running.delete(key)
      return ACK
    }
  const subscribe = (bus: KafkaEventBus, member: number) =>
    bus.subscribe({ topic, group, handler: handlerOf(member), concurrency: 2, ackTimeoutMs: 60_000 })

  const [first, second, third] = [open(), open(), open()]
  await subscribe(first, 0)
  await subscribe(second, 1)
  await first.publish({ topic, messages: rounds(KEYS, PER_KEY) })
  perMember = []
  for (let visit = 0; visit < 3; visit++) {
    const subscription = await subscribe(third, 2)
    const before = perMember[2] ?? 0
    await until(async () => (perMember[2] ?? 0) > before || (await first.lag({ topic, group })) === 0, 'a share')
    await subscription.close()
  }
  await untilHandled(first, { topic, group })

  expect(overlaps).toEqual([])
  for (const [key, texts] of started) {
    expect(texts).toEqual(Array.from({ length: PER_KEY }, (_, index) => `${key}:${index}`))
  }
  expect(started.size).toBe(KEYS)
  expect(perMember[2]).toBeGreaterThan(0)
  expect(metrics.counts.get('kafka.rebalances')).toBeGreaterThan(0)
})
