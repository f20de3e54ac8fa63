import type { Verdict } from '@feed-engine/core'
import { eventBusRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { ACK, consume, countTries, Gate, message, messages, textOf, textsOf, untilHandled } from './consumer'

export const verdicts = [
  eventBusRule({
    id: 'events.verdict.ack',
    title: 'A message counts as handled when its verdict is in, not when it was delivered',
    why: 'A worker that dies in between would take the message with it.',
    async run({ adapter, make, time, atEnd }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const gate = new Gate({ atEnd })
      const { deliveries } = await consume(adapter, { topic, group, handler: () => gate.promise })
      await adapter.publish({ topic, messages: [message('key', '0')] })
      await time.until(() => deliveries.length === 1, 'the message arrives')
      await time.pass(20)
      ensureEqual(await adapter.lag({ topic, group }), 1, 'lag while the message is handled')
      gate.open(ACK)
      await untilHandled(adapter, time, { topic, group })
    },
  }),
  eventBusRule({
    id: 'events.verdict.retry',
    title: 'retry brings the message back with the next attempt, not before delayMs; the same message, bytes and time',
    why: 'A store that is down needs the pause.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const at: number[] = []
      const handler = async (): Promise<Verdict> => {
        at.push(time.now())
        return at.length < 3 ? { kind: 'retry', delayMs: 200 } : ACK
      }
      const { deliveries } = await consume(adapter, { topic, group, handler })
      const value = make.bytes(12)
      await adapter.publish({ topic, messages: [{ key: 'key', value }] })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(
        deliveries.map(({ attempt }) => attempt),
        [1, 2, 3],
        'attempts',
      )
      for (const delivery of deliveries) {
        const { key, value: bytes, publishedAtMs } = delivery
        ensureEqual([key, bytes, publishedAtMs], ['key', value, deliveries[0]?.publishedAtMs], 'key, value and time')
      }
      for (const index of [1, 2]) {
        const pausedMs = (at[index] ?? 0) - (at[index - 1] ?? 0)
        ensure(pausedMs >= 190, `the pause before attempt ${index + 1} has to be 200 ms, and was ${pausedMs}`)
      }
    },
  }),
  eventBusRule({
    id: 'events.verdict.throw',
    title: 'A handler that throws or rejects means retry: the message comes back and is not lost',
    why: 'Bugs and crashes must not lose posts.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const tries = countTries()
      const handler = (received: { readonly value: Uint8Array }): Promise<Verdict> => {
        const attempt = tries(received)
        if (attempt === 1) throw new Error('thrown by the handler')
        return attempt === 2 ? Promise.reject(new Error('rejected by the handler')) : Promise.resolve(ACK)
      }
      const { deliveries } = await consume(adapter, { topic, group, handler })
      await adapter.publish({ topic, messages: messages('key', 2) })
      await time.until(async () => (await adapter.lag({ topic, group })) === 0, 'everything is handled', 120_000)
      ensureEqual(textsOf(deliveries), ['0', '0', '0', '1', '1', '1'], 'deliveries')
      ensureEqual(
        deliveries.map(({ attempt }) => attempt),
        [1, 2, 3, 1, 2, 3],
        'attempts',
      )
      ensureEqual(await adapter.deadLetters({ topic, group, limit: 5 }), [], 'dead letters')
    },
  }),
  eventBusRule({
    id: 'events.verdict.attempt-per-group',
    title: 'Attempts are counted within a group, over its members',
    why: 'The tenth attempt gives up: another group\u2019s failures must not count.',
    async run({ adapter, make, time }) {
      const [topic, group, other] = [make.name('topic'), make.name('group'), make.name('group')]
      const retry = async (): Promise<Verdict> => ({ kind: 'retry', delayMs: 20 })
      const first = await consume(adapter, { topic, group, handler: retry })
      await adapter.publish({ topic, messages: [message('key', '0')] })
      await time.until(() => first.deliveries.length >= 2, 'the message is retried')
      await first.subscription.close()
      const tried = first.deliveries.length
      const second = await consume(adapter, { topic, group })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(
        second.deliveries.map(({ attempt }) => attempt),
        [tried + 1],
        'attempt at the next member',
      )
      const apart = await consume(adapter, { topic, group: other })
      await untilHandled(adapter, time, { topic, group: other })
      ensureEqual(
        apart.deliveries.map(({ attempt }) => attempt),
        [1],
        'attempt of the other group',
      )
    },
  }),
  eventBusRule({
    id: 'events.verdict.retry-lets-others-pass',
    level: 'optional',
    title: 'While one key waits for a retry, other keys go on',
    why: 'One bad event must not stop everybody else\u2019s.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const tries = countTries()
      const handler = async (received: { readonly value: Uint8Array }): Promise<Verdict> =>
        textOf(received) === 'bad' && tries(received) === 1 ? { kind: 'retry', delayMs: 400 } : ACK
      const { deliveries } = await consume(adapter, { topic, group, handler, concurrency: 1 })
      await adapter.publish({ topic, messages: [message('bad', 'bad'), message('good', 'good')] })
      await untilHandled(adapter, time, { topic, group })
      const texts = textsOf(deliveries)
      ensureEqual([...texts].sort(), ['bad', 'bad', 'good'], 'deliveries')
      ensure(texts.lastIndexOf('bad') > texts.indexOf('good'), 'the other key comes before the retry')
    },
  }),
]
