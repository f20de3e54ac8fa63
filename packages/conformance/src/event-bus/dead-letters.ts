import type { Verdict } from '@feed-engine/core'
import { eventBusRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { ACK, consume, countTries, message, messages, textOf, textsOf, untilHandled } from './consumer'

export const deadLetters = [
  eventBusRule({
    id: 'events.dead-letter.kept',
    title: 'A dead letter keeps the message with code, cause and number of attempts; the key goes on behind it',
    why: 'An operator has to see what was given up on, and why.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const tries = countTries()
      const handler = async (received: { readonly value: Uint8Array }): Promise<Verdict> => {
        if (textOf(received) !== '0') return ACK
        return tries(received) < 3
          ? { kind: 'retry', delayMs: 1 }
          : { kind: 'dead-letter', code: 'TOO_BAD', cause: 'why: \u00e9' }
      }
      const { deliveries } = await consume(adapter, { topic, group, handler })
      const [bad = message('key', ''), good = bad] = messages('key', 2)
      await adapter.publish({ topic, messages: [bad, good] })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(textsOf(deliveries), ['0', '0', '0', '1'], 'deliveries')
      const expected = {
        topic,
        group,
        key: 'key',
        value: bad.value,
        code: 'TOO_BAD',
        cause: 'why: \u00e9',
        attempts: 3,
      }
      ensureEqual(await adapter.deadLetters({ topic, group, limit: 5 }), [expected], 'dead letters')
    },
  }),
  eventBusRule({
    id: 'events.dead-letter.oldest-first',
    title: 'Dead letters are listed oldest first, at most `limit`, per topic and group; listing keeps them',
    why: 'They are looked at in the order in which things went wrong.',
    async run({ adapter, make, time }) {
      const [topic, group, other] = [make.name('topic'), make.name('group'), make.name('group')]
      const handler = async (): Promise<Verdict> => ({ kind: 'dead-letter', code: 'BAD', cause: 'bad' })
      await consume(adapter, { topic, group, handler, concurrency: 1 })
      const fine = await consume(adapter, { topic, group: other })
      await adapter.publish({ topic, messages: messages('key', 5) })
      await untilHandled(adapter, time, { topic, group })
      await untilHandled(adapter, time, { topic, group: other })
      for (const limit of [1, 4, 5, 9]) {
        const letters = await adapter.deadLetters({ topic, group, limit })
        ensureEqual(
          textsOf(letters),
          ['0', '1', '2', '3', '4'].slice(0, limit),
          `dead letters under a limit of ${limit}`,
        )
      }
      ensureEqual(await adapter.deadLetters({ topic, group: other, limit: 5 }), [], 'dead letters of the other group')
      const elsewhere = { topic: make.name('topic'), group, limit: 5 }
      ensureEqual(await adapter.deadLetters(elsewhere), [], 'dead letters of the other topic')
      ensureEqual(fine.deliveries.length, 5, 'number of messages of the other group')
    },
  }),
  eventBusRule({
    id: 'events.dead-letter.final',
    title: 'A dead letter is not delivered to its group again, also after all its members were replaced',
    why: 'Poison would come back with every deploy.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const handler = async (): Promise<Verdict> => ({ kind: 'dead-letter', code: 'BAD', cause: 'bad' })
      const first = await consume(adapter, { topic, group, handler })
      await adapter.publish({ topic, messages: [message('key', 'poison')] })
      await untilHandled(adapter, time, { topic, group })
      await first.subscription.close()
      const second = await consume(adapter, { topic, group })
      await adapter.publish({ topic, messages: [message('key', 'next')] })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual([textsOf(first.deliveries), textsOf(second.deliveries)], [['poison'], ['next']], 'deliveries')
    },
  }),
]
