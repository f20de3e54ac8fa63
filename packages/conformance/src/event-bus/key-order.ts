import fc from 'fast-check'
import { eventBusRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { ACK, consume, countTries, Gate, message, messages, textOf, textsOf, untilHandled } from './consumer'

const plan = fc.array(
  fc.record({
    key: fc.nat(3),
    verdicts: fc.array(fc.constantFrom('retry', 'retry-later', 'throw'), { maxLength: 3 }),
    end: fc.constantFrom('ack', 'ack', 'ack', 'dead-letter'),
  }),
  { minLength: 1, maxLength: 25 },
)

export const keyOrder = [
  eventBusRule({
    id: 'events.key.order',
    title: 'Messages of one key arrive in the order of their publishing, over many calls and members',
    why: 'A delete that overtakes its post is followed by a post that is not there.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const order: { readonly key: string; readonly text: string }[] = []
      const handler = async (received: { readonly key: string; readonly value: Uint8Array }) => {
        order.push({ key: received.key, text: textOf(received) })
        return ACK
      }
      for (let member = 0; member < 3; member++) await consume(adapter, { topic, group, handler, concurrency: 4 })
      const sent = Array.from({ length: 80 }, (_, index) => message(`key-${Math.floor(index / 2) % 5}`, `${index}`))
      for (let index = 0; index < sent.length; index += 4) {
        await adapter.publish({ topic, messages: sent.slice(index, index + 4) })
      }
      await untilHandled(adapter, time, { topic, group })
      for (let key = 0; key < 5; key++) {
        const received = order.filter((each) => each.key === `key-${key}`).map(({ text }) => text)
        ensureEqual(received, textsOf(sent.filter((each) => each.key === `key-${key}`)), `messages of key ${key}`)
      }
    },
  }),
  eventBusRule({
    id: 'events.key.one-at-a-time',
    title: 'A group handles one message of a key at a time, over all its members',
    why: 'Two workers on one author would overtake each other.',
    async run({ adapter, make, time, atEnd }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const gate = new Gate({ atEnd })
      const running: string[] = []
      const handler = (received: { readonly key: string; readonly value: Uint8Array }) => {
        running.push(textOf(received))
        return received.key === 'slow' ? gate.promise : Promise.resolve(ACK)
      }
      for (let member = 0; member < 2; member++) await consume(adapter, { topic, group, handler, concurrency: 8 })
      await adapter.publish({ topic, messages: messages('slow', 3, 'slow-') })
      await time.until(() => running.includes('slow-0'), 'the first message arrives')
      await adapter.publish({ topic, messages: [message('slow', 'slow-3')] })
      await time.pass(50)
      ensureEqual(running, ['slow-0'], 'messages that arrived while the first one is handled')
      gate.open(ACK)
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(running, ['slow-0', 'slow-1', 'slow-2', 'slow-3'], 'messages in the end')
    },
  }),
  eventBusRule({
    id: 'events.key.waits-for-retry',
    title: 'Later messages of a key wait while an earlier one waits for its retry',
    why: 'Otherwise a retry is an overtaking.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const tries = countTries()
      const handler = async (received: { readonly value: Uint8Array }) =>
        textOf(received) === '0' && tries(received) < 3 ? ({ kind: 'retry', delayMs: 30 } as const) : ACK
      const { deliveries } = await consume(adapter, { topic, group, handler })
      await adapter.publish({ topic, messages: messages('key', 3) })
      await time.until(() => deliveries.length > 0, 'the first message arrives')
      await adapter.publish({ topic, messages: [message('key', '3')] })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(textsOf(deliveries), ['0', '0', '0', '1', '2', '3'], 'deliveries in order')
    },
  }),
  eventBusRule({
    id: 'events.key.order-under-any-verdicts',
    title: 'Whatever the verdicts, each message is delivered until it is handled, and each key in order',
    why: 'At least once, in order, is all that the fan-out relies on.',
    async run({ adapter, make, time, check }) {
      await check(plan, async (planned) => {
        const [topic, group] = [make.name('topic'), make.name('group')]
        const attempts: number[] = planned.map(() => 0)
        const handled: number[] = []
        const counted: boolean[] = []
        const handler = async (received: { readonly value: Uint8Array; readonly attempt: number }) => {
          const index = Number(textOf(received))
          const { verdicts = [], end } = planned[index] ?? {}
          const attempt = (attempts[index] ?? 0) + 1
          attempts[index] = attempt
          counted.push(received.attempt === attempt)
          const verdict = verdicts[attempt - 1]
          if (verdict === 'throw') throw new Error('planned')
          if (verdict !== undefined) return { kind: 'retry', delayMs: verdict === 'retry' ? 0 : 20 } as const
          handled.push(index)
          return end === 'dead-letter' ? ({ kind: 'dead-letter', code: 'PLANNED', cause: 'planned' } as const) : ACK
        }
        const members = [
          await consume(adapter, { topic, group, handler, concurrency: 2 }),
          await consume(adapter, { topic, group, handler, concurrency: 2 }),
        ]
        const sent = planned.map(({ key }, index) => message(`key-${key}`, `${index}`))
        await adapter.publish({ topic, messages: sent })
        await time.until(async () => (await adapter.lag({ topic, group })) === 0, 'everything is handled', 120_000)
        ensureEqual(
          attempts,
          planned.map(({ verdicts }) => verdicts.length + 1),
          'attempts of each message',
        )
        ensure(!counted.includes(false), 'each delivery has the number of its attempt')
        for (let key = 0; key < 4; key++) {
          const expected = planned.flatMap((each, index) => (each.key === key ? [index] : []))
          ensureEqual(
            handled.filter((index) => planned[index]?.key === key),
            expected,
            'messages of a key, as handled',
          )
        }
        ensure(handled.length === planned.length, 'each message is handled once')
        for (const { subscription } of members) await subscription.close()
      })
    },
  }),
]
