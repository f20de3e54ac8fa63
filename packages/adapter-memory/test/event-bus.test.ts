import type { BusDelivery, SubscribeParams, Verdict } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import { MemoryEventBus } from '../src/index'
import { settle, VirtualTime } from './virtual-time'

const TOPIC = 'topic'
const GROUP = 'group'
const ACK: Verdict = { kind: 'ack' }

const never = (): Promise<Verdict> => new Promise(() => undefined)

function setUp(retainMessages = 10_000) {
  const time = new VirtualTime()
  const bus = new MemoryEventBus({ clock: time, timers: time, bus: { retainMessages } })
  const publish = (...keys: string[]) =>
    bus.publish({ topic: TOPIC, messages: keys.map((key, index) => ({ key, value: Uint8Array.of(index) })) })
  const subscribe = (handler: SubscribeParams['handler'], params: Partial<SubscribeParams> = {}) =>
    bus.subscribe({ topic: TOPIC, group: GROUP, handler, concurrency: 8, ackTimeoutMs: 1_000, ...params })
  const lag = (group = GROUP) => bus.lag({ topic: TOPIC, group })
  const replay = () => bus.replay({ topic: TOPIC, group: GROUP, fromMs: 0 })
  return { time, bus, publish, subscribe, lag, replay }
}

const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `key-${index}`)

describe('retention', () => {
  it('keeps everything for a group that exists, though nobody has subscribed yet', async () => {
    const { bus, publish, subscribe, lag } = setUp(5)
    await bus.ensureGroup({ topic: TOPIC, group: GROUP })
    await publish(...keys(20))
    expect(await lag()).toBe(20)
    const handled: string[] = []
    await subscribe(async ({ key }) => {
      handled.push(key)
      return ACK
    })
    await settle()
    expect(handled).toEqual(keys(20))
  })

  it('keeps so many handled messages for replay, and no more', async () => {
    const { publish, subscribe, replay } = setUp(5)
    const handled: string[] = []
    await subscribe(async ({ key }) => {
      handled.push(key)
      return ACK
    })
    await publish(...keys(20))
    await settle()
    expect(handled).toHaveLength(20)
    expect(await replay()).toBe(5)
    await settle()
    expect(handled.slice(20)).toEqual(keys(20).slice(15))
    expect(await replay()).toBe(5)
  })

  it('keeps what an existing group has not handled, in any number, and handled ones beside it', async () => {
    const { publish, subscribe, replay, lag } = setUp(5)
    const subscription = await subscribe(async () => ACK)
    await subscription.close()
    await publish(...keys(50))
    expect(await lag()).toBe(50)
    expect(await lag('another group')).toBe(50)
    await subscribe(({ key }) => (key === 'key-0' ? never() : Promise.resolve(ACK)))
    await settle()
    expect(await lag()).toBe(1)
    expect(await replay()).toBe(6)
  })

  it('keeps what is replayed until it is handled again, and then no more than before', async () => {
    const { publish, subscribe, replay, lag } = setUp(5)
    const stuck: ((verdict: Verdict) => void)[] = []
    const handledOnce = new Set<string>()
    await subscribe(({ key }) => {
      const again = key.startsWith('old') && handledOnce.has(key)
      handledOnce.add(key)
      return again ? new Promise((resolve) => stuck.push(resolve)) : Promise.resolve(ACK)
    })
    await publish('old-0', 'old-1', 'old-2')
    await settle()
    expect(await replay()).toBe(3)
    await publish(...keys(20))
    await settle()
    expect(await lag()).toBe(3)
    expect(stuck).toHaveLength(3)
    for (const resolve of stuck) resolve(ACK)
    await settle()
    expect(await lag()).toBe(0)
    expect(await replay()).toBe(5)
  })

  it('keeps the latest messages of a topic that has no group yet', async () => {
    const { publish, subscribe, lag } = setUp(5)
    await publish(...keys(20))
    expect(await lag()).toBe(5)
    const handled: string[] = []
    await subscribe(async ({ key }) => {
      handled.push(key)
      return ACK
    })
    await settle()
    expect(handled).toEqual(keys(20).slice(15))
  })

  it('keeps the latest dead letters', async () => {
    const { bus, publish, subscribe } = setUp(3)
    await subscribe(async () => ({ kind: 'dead-letter', code: 'POISON', cause: 'cause' }))
    await publish(...keys(10))
    await settle()
    const letters = await bus.deadLetters({ topic: TOPIC, group: GROUP, limit: 10 })
    expect(letters.map(({ key }) => key)).toEqual(keys(10).slice(7))
    expect(letters[0]).toMatchObject({ topic: TOPIC, group: GROUP, code: 'POISON', cause: 'cause', attempts: 1 })
    letters[0]?.value.fill(99)
    const [again] = await bus.deadLetters({ topic: TOPIC, group: GROUP, limit: 1 })
    expect([...(again?.value ?? [])]).toEqual([7])
  })

  it('gives each handler bytes of its own', async () => {
    const { publish, subscribe, replay } = setUp()
    const values: number[][] = []
    await subscribe(async ({ value }) => {
      values.push([...value])
      value.fill(99)
      return ACK
    })
    await publish('key')
    await settle()
    await replay()
    await settle()
    expect(values).toEqual([[0], [0]])
  })
})

describe('dispatch', () => {
  it('never runs a handler inside publish', async () => {
    const { bus, subscribe } = setUp()
    let handled = 0
    await subscribe(async () => {
      handled++
      return ACK
    })
    const published = bus.publish({ topic: TOPIC, messages: [{ key: 'key', value: new Uint8Array() }] })
    expect(handled).toBe(0)
    await published
    await settle()
    expect(handled).toBe(1)
  })

  it('drains a backlog in time that grows with its length, and lets others run in between', async () => {
    const bus = new MemoryEventBus()
    const drain = async (count: number): Promise<{ readonly ms: number; readonly turns: number }> => {
      const topic = `topic-${count}`
      const subscription = await bus.subscribe({
        topic,
        group: GROUP,
        concurrency: 8,
        ackTimeoutMs: 30_000,
        handler: async () => ACK,
      })
      await bus.publish({ topic, messages: keys(count).map((key) => ({ key, value: new Uint8Array(8) })) })
      const start = performance.now()
      let turns = 0
      for (; (await bus.lag({ topic, group: GROUP })) > 0; turns++) await settle()
      await subscription.close()
      return { ms: performance.now() - start, turns }
    }
    await drain(10_000)
    const small = await drain(20_000)
    const large = await drain(100_000)
    expect(large.turns).toBeGreaterThan(50)
    expect(large.ms).toBeLessThan(15 * small.ms + 500)
    await bus.close()
  })

  it('tries again 100 ms after a handler throws, at once or later, or answers no verdict', async () => {
    const { time, publish, subscribe, lag } = setUp()
    const failures: SubscribeParams['handler'][] = [
      () => {
        throw new Error('at once')
      },
      () => Promise.reject(new Error('later')),
      () => Promise.resolve(undefined as unknown as Verdict),
    ]
    const attempts: number[] = []
    await subscribe((delivery) => {
      attempts.push(time.now())
      return failures[delivery.attempt - 1]?.(delivery) ?? Promise.resolve(ACK)
    })
    await publish('key')
    await time.advance(1_000)
    expect(attempts).toEqual([0, 100, 200, 300])
    expect(await lag()).toBe(0)
  })
})

describe('turns', () => {
  it('come to an end where a handler asks for no delay for ever', async () => {
    const { time, publish, subscribe } = setUp()
    let attempts = 0
    await subscribe(async () => {
      attempts++
      return { kind: 'retry', delayMs: 0 }
    })
    await publish('a')
    await settle()
    expect(attempts).toBe(1)
    expect(time.pending.foreground).toBe(1)
  })

  it('come to an end where each handler publishes the next message', async () => {
    const { time, publish, subscribe, lag } = setUp()
    await subscribe(async ({ key }) => {
      await publish(key)
      return ACK
    })
    await publish('a')
    await settle()
    expect(await lag()).toBeGreaterThan(0)
    expect(time.pending.foreground).toBe(1)
  })
})

describe('broadcasts', () => {
  it('are given once to a consumer that falls silent, which is free for the next one', async () => {
    const { bus, time, publish } = setUp()
    const delivered: string[] = []
    await bus.subscribe({
      topic: TOPIC,
      concurrency: 1,
      ackTimeoutMs: 1_000,
      handler({ key, attempt }) {
        delivered.push(`${key}${attempt}`)
        return never()
      },
    })
    await publish('a', 'a', 'b')
    await time.advance(10_000)
    expect(delivered.sort()).toEqual(['a1', 'a1', 'b1'])
  })
})

describe('silent consumers', () => {
  it('lose the message to another consumer, even when it is their turn, and are free for the next one', async () => {
    const { time, publish, subscribe, lag } = setUp()
    const silent: BusDelivery[] = []
    await subscribe(
      (delivery) => {
        silent.push(delivery)
        return never()
      },
      { concurrency: 1 },
    )
    const handled: string[] = []
    await subscribe(async ({ key, attempt }) => {
      handled.push(`${key}${attempt}`)
      return ACK
    })
    await publish('a', 'b')
    await time.advance(999)
    expect(handled).toEqual(['b1'])
    await time.advance(1)
    expect(handled).toEqual(['b1', 'a2'])
    expect(await lag()).toBe(0)
    expect(await silent[0]?.heartbeat()).toBe(false)
    await publish('c')
    await settle()
    expect(silent.map(({ key }) => key)).toEqual(['a', 'c'])
  })

  it('have no say any more', async () => {
    const { bus, time, publish, subscribe, lag } = setUp()
    const answers: ((verdict: Verdict) => void)[] = []
    await subscribe(() => new Promise((resolve) => answers.push(resolve)))
    await publish('a')
    await time.advance(1_500)
    expect(answers).toHaveLength(2)
    answers[0]?.({ kind: 'dead-letter', code: 'LATE', cause: 'cause' })
    await settle()
    expect(await lag()).toBe(1)
    expect(await bus.deadLetters({ topic: TOPIC, group: GROUP, limit: 1 })).toEqual([])
    answers[1]?.(ACK)
    await settle()
    expect(await lag()).toBe(0)
  })

  it('get the message again when they are alone', async () => {
    const { time, publish, subscribe, lag } = setUp()
    await subscribe(({ attempt }) => (attempt === 1 ? never() : Promise.resolve(ACK)), { concurrency: 1 })
    await publish('a')
    await time.advance(1_000)
    expect(await lag()).toBe(0)
  })

  it('do not keep close waiting', async () => {
    const { time, bus, publish, subscribe } = setUp()
    await subscribe(never)
    await publish('a')
    await settle()
    let closed = false
    const closing = bus.close().then(() => {
      closed = true
    })
    await time.advance(999)
    expect(closed).toBe(false)
    await time.advance(1)
    await closing
    expect(time.pending.all).toBe(0)
  })
})

describe('timers', () => {
  it('are not held by a group without subscriptions, which resumes its delays', async () => {
    const { time, publish, subscribe, lag } = setUp()
    const first = await subscribe(async () => ({ kind: 'retry', delayMs: 500 }))
    await publish('a')
    await time.advance(200)
    expect(time.pending.foreground).toBe(1)
    await first.close()
    expect(time.pending.all).toBe(0)
    const attempts: number[] = []
    await subscribe(async ({ attempt }) => {
      attempts.push(attempt)
      return ACK
    })
    await time.advance(299)
    expect(attempts).toEqual([])
    await time.advance(1)
    expect(attempts).toEqual([2])
    expect(await lag()).toBe(0)
    expect(time.pending.all).toBe(0)
  })

  it('fire once, however many consumers join in the meantime', async () => {
    const { time, publish, subscribe } = setUp()
    const attempts: number[] = []
    const handler: SubscribeParams['handler'] = async ({ attempt }) => {
      attempts.push(attempt)
      return attempt === 1 ? { kind: 'retry', delayMs: 500 } : ACK
    }
    await subscribe(handler)
    await publish('a')
    await settle()
    await subscribe(handler)
    await time.advance(1_000)
    await publish('b')
    await time.advance(1_000)
    expect(attempts).toEqual([1, 2, 1, 2])
  })

  it('for silence run in the background', async () => {
    const { time, publish, subscribe } = setUp()
    await subscribe(never)
    await publish('a')
    await settle()
    expect(time.pending).toEqual({ foreground: 0, all: 1 })
  })

  it('of a turn that was to come end with the last subscription', async () => {
    const { time, bus, publish, subscribe, lag } = setUp()
    await subscribe(async () => ACK)
    await publish(...keys(3_000))
    await settle()
    expect(await lag()).toBe(2_000)
    expect(time.pending.foreground).toBe(1)
    await bus.close()
    expect(time.pending.all).toBe(0)
  })
})
