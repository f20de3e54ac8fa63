import { afterEach, expect, it } from 'vitest'
import type { KafkaEventBus } from '../src'
import { kafkaClient, openBus } from './support/bus'
import { type Meddling, meddle } from './support/meddle'
import { ACK, message, rounds, textOf, untilHandled } from './support/messages'
import { until } from './support/until'

const GROUP = { topic: 'posts', group: 'workers' }
const buses: KafkaEventBus[] = []

afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()))
})

function openMeddled(meddling: Meddling): KafkaEventBus {
  const bus = openBus({ client: meddle(kafkaClient({ requestTimeout: 2_000 }), meddling) })
  buses.push(bus)
  return bus
}

/** A bus whose first send waits until `open` is called. */
async function gated() {
  let [sends, open] = [0, (): void => undefined]
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const onSend = (): Promise<void> => (++sends === 1 ? opened : Promise.resolve())
  const bus = openMeddled({ onSend })
  await bus.ensureGroup(GROUP)
  const publish = (text: string, call?: { readonly deadlineMs: number }): Promise<void> =>
    bus.publish({ topic: 'posts', messages: [message('key', text)] }, call)
  const first = publish('first')
  await until(() => sends === 1, 'the first is on its way')
  return { bus, publish, first, open, sends: () => sends }
}

async function handled(bus: KafkaEventBus): Promise<readonly string[]> {
  const texts: string[] = []
  const handler = async (delivery: { readonly value: Uint8Array }) => {
    texts.push(textOf(delivery))
    return ACK
  }
  await bus.subscribe({ ...GROUP, handler, concurrency: 4, ackTimeoutMs: 30_000 })
  await untilHandled(bus, GROUP)
  return texts
}

it('many publishes at once share requests, and keep the order of each key', async () => {
  let sends = 0
  const bus = openMeddled({ onSend: async () => void sends++ })
  await bus.ensureGroup(GROUP)
  const messages = rounds(10, 50)
  await Promise.all(messages.map((each) => bus.publish({ topic: 'posts', messages: [each] })))
  expect(sends).toBeLessThan(20)
  const texts = await handled(bus)
  for (let key = 0; key < 10; key++) {
    const ofKey = (text: string): boolean => text.startsWith(`key-${key}:`)
    expect(texts.filter(ofKey)).toEqual(messages.map(textOf).filter(ofKey))
  }
})

it('what still waits when its time is over is not sent', async () => {
  const { bus, publish, first, open, sends } = await gated()
  await expect(publish('late', { deadlineMs: 20 })).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
  const last = publish('last')
  open()
  await Promise.all([first, last])
  expect(sends()).toBe(2)
  expect(await handled(bus)).toEqual(['first', 'last'])
})

it('closing waits for what is under way, and sends nothing after it', async () => {
  const { bus, publish, first, open, sends } = await gated()
  const waiting = Array.from({ length: 100 }, (_, index) => publish(`${index}`))
  const refused = Promise.all(
    waiting.map((each) => expect(each).rejects.toMatchObject({ code: 'CLOSED', outcome: 'not-applied' })),
  )
  const closing = bus.close()
  await refused
  open()
  await closing
  await first
  expect(sends()).toBe(1)
})

it('a message that is too large for the broker fails alone', async () => {
  const bus = openBus({ maxMessageBytes: 20_000_000 })
  buses.push(bus)
  await bus.ensureGroup(GROUP)
  const publish = (value: Uint8Array): Promise<void> =>
    bus.publish({ topic: 'posts', messages: [{ key: 'key', value }] })
  const small = new TextEncoder().encode('small')
  const [before, large, after] = await Promise.allSettled([small, new Uint8Array(2_000_000), small].map(publish))
  expect([before?.status, after?.status]).toEqual(['fulfilled', 'fulfilled'])
  expect(large).toMatchObject({ status: 'rejected', reason: { code: 'PAYLOAD_TOO_LARGE' } })
  expect(await handled(bus)).toEqual(['small', 'small'])
})
