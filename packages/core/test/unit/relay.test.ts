import { createMemoryStores } from '@feed-engine/adapter-memory'
import { describe, expect, test } from 'vitest'
import type { EngineContext, PushPorts } from '../../src/context/engine-context'
import type { EventBus, Outbox, OutboxBatch } from '../../src/index'
import { OutboxRelay } from '../../src/relay/outbox-relay'
import { systemRuntime } from '../../src/runtime/system'
import { unavailable } from '../support/faults'
import { seededRandom } from '../support/seeded-random'
import { settle, VirtualTime } from '../support/virtual-time'

const RELAY = { batchSize: 2, leaseMs: 10_000, pollIntervalMs: 1_000 }

/** An outbox of one partition and a bus, with a diary of what is done to them. */
class Ports {
  readonly diary: string[] = []
  readonly waiting: string[] = []
  fails: 'ensureGroup' | 'claim' | 'publish' | 'acknowledge' | 'release' | undefined
  onClaimed = (): void => undefined
  #claims = 0

  readonly outbox: Outbox = {
    claim: async ({ limit }) => {
      this.#do('claim')
      const records = this.waiting.slice(0, limit).map((key) => {
        return { recordId: key, topic: key.startsWith('t2') ? 't2' : 't1', key, value: new Uint8Array(0) }
      })
      this.onClaimed()
      return records.length === 0
        ? null
        : ({ partition: 0, fence: String(++this.#claims), records } satisfies OutboxBatch)
    },
    acknowledge: async ({ recordIds }) => {
      this.#do('acknowledge', ...recordIds)
      for (const recordId of recordIds) this.waiting.splice(this.waiting.indexOf(recordId), 1)
      return 'removed'
    },
    release: async () => this.#do('release'),
    pending: async () => this.waiting.length,
  }

  readonly bus: Pick<EventBus, 'publish' | 'ensureGroup'> = {
    ensureGroup: async ({ topic, group }) => this.#do('ensureGroup', topic, group),
    publish: async ({ topic, messages }) => this.#do('publish', topic, ...messages.map(({ key }) => key)),
  }

  #do(method: NonNullable<Ports['fails']>, ...more: readonly string[]): void {
    this.diary.push([method, ...more].join(' '))
    if (this.fails === method) throw unavailable()
  }
}

function relayOver(ports: Ports): { readonly relay: OutboxRelay; readonly time: VirtualTime } {
  const time = new VirtualTime()
  const runtime = { ...systemRuntime, clock: time, timers: time, random: seededRandom() }
  const { timelines } = createMemoryStores()
  const push = { outbox: ports.outbox, bus: ports.bus as EventBus, timelines } satisfies PushPorts
  const context = { runtime, options: { relay: RELAY }, push } as unknown as EngineContext
  return { relay: new OutboxRelay(context, push), time }
}

test('sees to it that the groups of the workers exist before anything is published, once', async () => {
  const ports = new Ports()
  const { relay, time } = relayOver(ports)
  ports.waiting.push('t1-a')
  ports.fails = 'ensureGroup'
  relay.wake()
  await settle()
  expect(ports.diary).toEqual(['ensureGroup posts fan-out'])
  ports.fails = undefined
  await time.advance(1_000)
  ports.waiting.push('t1-b')
  relay.wake()
  await settle()
  expect(ports.waiting).toEqual([])
  expect(ports.diary.filter((line) => line.startsWith('ensureGroup'))).toHaveLength(4)
  await relay.stop()
})

test('publishes first and acknowledges afterwards, batch by batch, topic by topic, in order', async () => {
  const ports = new Ports()
  const { relay, time } = relayOver(ports)
  ports.waiting.push('t1-a', 't2-b', 't1-c')
  relay.wake()
  await settle()
  expect(ports.diary).toEqual([
    'ensureGroup posts fan-out',
    'ensureGroup fan-out fan-out',
    'ensureGroup fan-out-bulk fan-out',
    'claim',
    'publish t1 t1-a',
    'publish t2 t2-b',
    'acknowledge t1-a t2-b',
    'claim',
    'publish t1 t1-c',
    'acknowledge t1-c',
    'claim',
  ])
  expect(time.pending).toBe(0)
  await relay.stop()
})

describe('on failure', () => {
  test('of the bus it releases its claim, acknowledges nothing, and tries again later', async () => {
    const ports = new Ports()
    const { relay, time } = relayOver(ports)
    ports.waiting.push('t1-a')
    ports.fails = 'publish'
    relay.wake()
    await settle()
    expect(ports.diary.slice(3)).toEqual(['claim', 'publish t1 t1-a', 'release'])
    ports.fails = undefined
    await time.advance(1_000)
    expect(ports.diary.slice(6)).toEqual(['claim', 'publish t1 t1-a', 'acknowledge t1-a', 'claim'])
    expect(time.pending).toBe(0)
    await relay.stop()
  })

  test.each(['ensureGroup', 'claim', 'acknowledge', 'release'] as const)(
    'of %s it goes on later, and loses nothing',
    async (method) => {
      const ports = new Ports()
      const { relay, time } = relayOver(ports)
      ports.waiting.push('t1-a')
      ports.fails = method
      relay.wake()
      await settle()
      ports.fails = undefined
      await time.advance(60_000)
      expect(ports.waiting).toEqual([])
      await relay.stop()
    },
  )

  test('it waits longer and longer, however often it is woken', async () => {
    const ports = new Ports()
    const { relay, time } = relayOver(ports)
    ports.waiting.push('t1-a')
    ports.fails = 'publish'
    for (let step = 0; step < 3_600; step++) {
      relay.wake()
      await time.advance(1_000)
    }
    const tries = ports.diary.filter((line) => line === 'claim').length
    expect(tries).toBeGreaterThan(700)
    expect(tries).toBeLessThan(2_500)
    await relay.stop()
    expect(time.pending).toBe(0)
  })
})

describe('wake', () => {
  test('that comes while it runs, at any moment, is not lost', async () => {
    for (let microtasks = 0; microtasks < 30; microtasks++) {
      const ports = new Ports()
      const { relay } = relayOver(ports)
      let armed = true
      ports.onClaimed = () => {
        if (!armed) return
        armed = false
        let left = microtasks
        const later = (): void => {
          if (left-- > 0) {
            queueMicrotask(later)
            return
          }
          ports.waiting.push('t1-a')
          relay.wake()
        }
        later()
      }
      relay.wake()
      await settle()
      expect(ports.waiting).toEqual([])
      await relay.stop()
    }
  })

  test('does nothing once it is stopped', async () => {
    const ports = new Ports()
    const { relay, time } = relayOver(ports)
    relay.startPolling()
    await settle()
    await relay.stop()
    ports.diary.length = 0
    relay.wake()
    relay.startPolling()
    await time.advance(10_000)
    expect(ports.diary).toEqual([])
    expect(time.pending).toBe(0)
  })
})

test('polls for what dead processes left behind, until it is told not to', async () => {
  const ports = new Ports()
  const { relay, time } = relayOver(ports)
  relay.startPolling()
  await settle()
  ports.waiting.push('t1-a')
  await time.advance(1_000)
  expect(ports.waiting).toEqual([])
  relay.stopPolling()
  await time.advance(2_000)
  ports.waiting.push('t1-b')
  await time.advance(60_000)
  expect(ports.waiting).toEqual(['t1-b'])
  expect(time.pending).toBe(0)
})
