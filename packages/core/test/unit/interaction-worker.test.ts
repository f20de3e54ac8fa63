import { expect, test } from 'vitest'
import { encodeEvent } from '../../src/codec/event-codec'
import type { InteractionRecorded } from '../../src/codec/feed-events'
import type { EngineContext } from '../../src/context/engine-context'
import type { BusDelivery, EventBus, SubscribeParams, Verdict } from '../../src/index'
import { InteractionWorker } from '../../src/interactions/interaction-worker'
import { systemRuntime } from '../../src/runtime/system'
import { seededRandom } from '../support/seeded-random'
import { settle, VirtualTime } from '../support/virtual-time'

const FAN_OUT = { ackTimeoutMs: 1_000, maxAttempts: 3, retry: { baseMs: 10, capMs: 100 } }

/** A worker, what hands it events, and the batches that it has handed on; each batch is answered by the test. */
async function started() {
  const time = new VirtualTime()
  const runtime = { ...systemRuntime, clock: time, timers: time, random: seededRandom() }
  const context = { runtime, options: { fanOut: FAN_OUT } } as unknown as EngineContext
  const batches: { readonly viewers: readonly string[]; readonly answer: () => void }[] = []
  let handler: SubscribeParams['handler'] | undefined
  const subscribe = async (params: SubscribeParams) => {
    handler = params.handler
    return { close: async () => undefined }
  }
  const worker = new InteractionWorker(context, { subscribe } as unknown as EventBus, {
    group: 'group',
    apply: (_tenant, events) =>
      new Promise((resolve) => {
        const viewers = events.map(({ data }) => data.viewerId)
        batches.push({ viewers, answer: () => resolve([]) })
      }),
  })
  await worker.start()
  const hand = (viewerId: string, attempt = 1): Promise<Verdict> | undefined => {
    const data = { kind: 'follow', viewerId, authorId: 'a', member: 'e', atMs: 1 } as const
    const envelope = {
      v: 1,
      type: 'interaction',
      eventId: 'e',
      key: viewerId,
      occurredAtMs: 1,
      tenant: 't',
      origin: 'o',
    }
    const value = encodeEvent({ ...envelope, data } as InteractionRecorded)
    return handler?.({ topic: 'interactions', key: viewerId, value, attempt } as BusDelivery)
  }
  return { time, batches, hand }
}

test('what comes while a batch is in work makes the next one, and what failed goes by itself', async () => {
  const { batches, hand } = await started()
  const first = hand('a')
  const others = [hand('b'), hand('c')]
  const again = [hand('d', 2), hand('e', 2)]
  await settle()
  expect(batches.map(({ viewers }) => viewers)).toEqual([['a'], ['d'], ['e']])
  for (const { answer } of batches) answer()
  expect(await first).toEqual({ kind: 'ack' })
  await settle()
  expect(batches.slice(3).map(({ viewers }) => viewers)).toEqual([['b', 'c']])
  batches[3]?.answer()
  expect(await Promise.all([...others, ...again])).toEqual(Array(4).fill({ kind: 'ack' }))
})

test('a store that hangs keeps no later batch waiting, and nothing of it is given up', async () => {
  const { time, batches, hand } = await started()
  const [hung, next] = [hand('a'), hand('b')]
  await time.advance(1_000)
  expect(await hung).toMatchObject({ kind: 'retry' })
  expect(batches.map(({ viewers }) => viewers)).toEqual([['a'], ['b']])
  batches[1]?.answer()
  expect(await next).toEqual({ kind: 'ack' })
  const late = hand('c', 99)
  await time.advance(1_000)
  expect(await late).toMatchObject({ kind: 'retry' })
})
