import type { Verdict } from '@feed-engine/core'
import { eventBusRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { consume, message, messages, textsOf } from './consumer'

export const broadcast = [
  eventBusRule({
    id: 'events.broadcast.each-subscription',
    title: 'Each broadcast subscription gets every message published once it is there, in order per key',
    why: 'Every process has to hear of a delete.',
    async run({ adapter, make, time }) {
      const topic = make.name('topic')
      const listeners = [await consume(adapter, { topic }), await consume(adapter, { topic })]
      const sent = messages('key', 6)
      await adapter.publish({ topic, messages: sent.slice(0, 3) })
      await adapter.publish({ topic, messages: sent.slice(3) })
      await time.until(() => listeners.every(({ deliveries }) => deliveries.length >= 6), 'all messages arrive at both')
      for (const { deliveries } of listeners) ensureEqual(textsOf(deliveries), textsOf(sent), 'messages of a listener')
    },
  }),
  eventBusRule({
    id: 'events.broadcast.from-now-on',
    title: 'A broadcast subscription gets nothing that was published before it, or while it was away',
    why: 'A process that starts has no use for yesterday\u2019s invalidations.',
    async run({ adapter, make, time }) {
      const topic = make.name('topic')
      await adapter.publish({ topic, messages: [message('key', 'before')] })
      const first = await consume(adapter, { topic })
      await adapter.publish({ topic, messages: [message('key', 'heard')] })
      await time.until(() => first.deliveries.length > 0, 'the message arrives')
      await first.subscription.close()
      await adapter.publish({ topic, messages: [message('key', 'away')] })
      const second = await consume(adapter, { topic })
      await adapter.publish({ topic, messages: [message('key', 'last')] })
      await time.until(() => textsOf(second.deliveries).includes('last'), 'the last message arrives')
      ensureEqual([textsOf(first.deliveries), textsOf(second.deliveries)], [['heard'], ['last']], 'messages')
    },
  }),
  eventBusRule({
    id: 'events.broadcast.once',
    title: 'A broadcast delivers once: its verdicts, and what its handlers throw, are ignored',
    why: 'A listener that fails must not hold up those behind it.',
    async run({ adapter, make, time }) {
      const topic = make.name('topic')
      const verdicts: readonly (() => Promise<Verdict>)[] = [
        async () => ({ kind: 'retry', delayMs: 0 }),
        async () => ({ kind: 'dead-letter', code: 'BAD', cause: 'bad' }),
        () => Promise.reject(new Error('rejected by the handler')),
        () => {
          throw new Error('thrown by the handler')
        },
      ]
      let turn = 0
      const handler = (): Promise<Verdict> =>
        verdicts[turn++ % verdicts.length]?.() ?? Promise.reject(new Error('none'))
      const { deliveries } = await consume(adapter, { topic, handler })
      const sent = messages('key', 8)
      for (const each of sent) await adapter.publish({ topic, messages: [each] })
      await time.until(() => textsOf(deliveries).includes('7'), 'the last message arrives')
      await time.pass(50)
      ensureEqual(textsOf(deliveries), textsOf(sent), 'messages')
    },
  }),
  eventBusRule({
    id: 'events.broadcast.beside-groups',
    title: 'A broadcast takes nothing from a group, and a group nothing from a broadcast',
    why: 'An invalidation that eats fan-out work loses posts.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const listener = await consume(adapter, { topic })
      const member = await consume(adapter, { topic, group })
      const sent = messages('key', 5)
      await adapter.publish({ topic, messages: sent })
      const done = () => [listener, member].every(({ deliveries }) => deliveries.length >= 5)
      await time.until(done, 'all messages arrive at both')
      for (const { deliveries } of [listener, member]) ensureEqual(textsOf(deliveries), textsOf(sent), 'messages')
    },
  }),
]
