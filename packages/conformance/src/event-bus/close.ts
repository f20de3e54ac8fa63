import type { Verdict } from '@feed-engine/core'
import { eventBusRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { ACK, consume, Gate, message, messages, textsOf, untilHandled } from './consumer'

export const close = [
  eventBusRule({
    id: 'events.close.waits',
    title: 'Closing a subscription waits for running handlers, takes their verdicts, and may be repeated',
    why: 'Half-done work would be done again elsewhere.',
    async run({ adapter, make, time, atEnd }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const gate = new Gate({ atEnd })
      const first = await consume(adapter, { topic, group, handler: () => gate.promise })
      await adapter.publish({ topic, messages: [message('key', '0')] })
      await time.until(() => first.deliveries.length === 1, 'the message arrives')
      let closed = false
      const closing = Promise.all([first.subscription.close(), first.subscription.close()]).then(() => {
        closed = true
      })
      await time.pass(30)
      ensure(!closed, 'close has to wait for the handler')
      gate.open(ACK)
      await time.settled(closing, 'close resolves when the handler is done')
      await time.settled(first.subscription.close(), 'a later close resolves')
      const second = await consume(adapter, { topic, group })
      await adapter.publish({ topic, messages: [message('key', '1')] })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(textsOf(second.deliveries), ['1'], 'messages of the next subscription')
    },
  }),
  eventBusRule({
    id: 'events.close.gives-back',
    title: 'What a closed subscription has not handled goes to the others, soon and in order',
    why: 'A worker that shuts down must not sit on messages until they time out, nor drop them.',
    async run({ adapter, make, time, atEnd }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const gate = new Gate({ atEnd })
      const first = await consume(adapter, { topic, group, handler: () => gate.promise, concurrency: 1 })
      const sent = [...messages('a', 4, 'a'), ...messages('b', 4, 'b')]
      await adapter.publish({ topic, messages: sent })
      await time.until(() => first.deliveries.length === 1, 'the first message arrives')
      const closing = first.subscription.close()
      gate.open(ACK)
      await time.settled(closing, 'close resolves')
      ensureEqual(first.deliveries.length, 1, 'messages of the closed subscription')
      const second = await consume(adapter, { topic, group })
      await untilHandled(adapter, time, { topic, group })
      const received = [...textsOf(first.deliveries), ...textsOf(second.deliveries)]
      for (const key of ['a', 'b']) {
        const ofKey = (texts: string[]) => texts.filter((text) => text.startsWith(key))
        ensureEqual(ofKey(received), ofKey(textsOf(sent)), `messages of key ${key}`)
      }
    },
  }),
  eventBusRule({
    id: 'events.close.retry-kept',
    title: 'A message that waits for its retry when its subscription closes comes to the next one',
    why: 'The timer dies with the process; the message must not.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const handler = async (): Promise<Verdict> => ({ kind: 'retry', delayMs: 100 })
      const first = await consume(adapter, { topic, group, handler })
      await adapter.publish({ topic, messages: messages('key', 2) })
      await time.until(() => first.deliveries.length === 1, 'the message arrives')
      await time.settled(first.subscription.close(), 'close resolves')
      const before = first.deliveries.length
      const second = await consume(adapter, { topic, group })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(textsOf(second.deliveries), ['0', '1'], 'messages of the next subscription')
      ensureEqual(first.deliveries.length, before, 'messages of the closed subscription')
    },
  }),
  eventBusRule({
    id: 'events.close.no-more',
    title: 'A closed subscription receives nothing more, in a group or as a broadcast',
    why: 'Its owner has closed its stores.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const member = await consume(adapter, { topic, group })
      const listener = await consume(adapter, { topic })
      await member.subscription.close()
      await listener.subscription.close()
      await adapter.publish({ topic, messages: messages('key', 3) })
      const next = await consume(adapter, { topic, group })
      await untilHandled(adapter, time, { topic, group })
      const received = [member.deliveries.length, listener.deliveries.length, next.deliveries.length]
      ensureEqual(received, [0, 0, 3], 'messages of the closed member, the closed listener and the next member')
    },
  }),
  eventBusRule({
    id: 'events.close.bus',
    title: 'Closing the bus settles, also with open subscriptions and messages that wait for a retry',
    why: 'A shutdown that hangs is killed, with worse to follow.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const handler = async (): Promise<Verdict> => ({ kind: 'retry', delayMs: 60_000 })
      const { deliveries } = await consume(adapter, { topic, group, handler })
      await consume(adapter, { topic })
      await adapter.publish({ topic, messages: messages('key', 3) })
      await time.until(() => deliveries.length === 1, 'the message arrives')
      await time.settled(adapter.close(), 'close of the bus resolves')
      await time.pass(100)
      ensureEqual(deliveries.length, 1, 'messages after the bus was closed')
    },
  }),
]
