import { eventBusRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { consume, message, messages, textsOf, untilHandled } from './consumer'

/** More than a bus would keep for a topic that nobody consumes, where its retention can be set that low. */
const UNSEEN_MESSAGES = 200

export const groups = [
  eventBusRule({
    id: 'events.group.once-between-members',
    title: 'A group gets each message once between all its subscriptions',
    why: 'Every process subscribes; work must be shared, not repeated.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const members = [
        await consume(adapter, { topic, group }),
        await consume(adapter, { topic, group }),
        await consume(adapter, { topic, group }),
      ]
      const sent = Array.from({ length: 90 }, (_, index) => message(`key-${index % 30}`, `${index}`))
      for (let index = 0; index < sent.length; index += 10) {
        await adapter.publish({ topic, messages: sent.slice(index, index + 10) })
      }
      await untilHandled(adapter, time, { topic, group })
      const received = members.flatMap(({ deliveries }) => textsOf(deliveries))
      ensureEqual(received.sort(), textsOf(sent).sort(), 'messages of all members')
    },
  }),
  eventBusRule({
    id: 'events.group.each-group',
    title: 'Each group gets every message, whatever other groups have done with it',
    why: 'Fan-out and invalidation both need all of them.',
    async run({ adapter, make, time }) {
      const topic = make.name('topic')
      const sent = messages('key', 5)
      await adapter.publish({ topic, messages: sent })
      for (let round = 0; round < 3; round++) {
        const group = make.name('group')
        const { deliveries } = await consume(adapter, { topic, group })
        await untilHandled(adapter, time, { topic, group })
        ensureEqual(textsOf(deliveries), textsOf(sent), `messages of group ${round + 1}`)
      }
    },
  }),
  eventBusRule({
    id: 'events.group.new-from-oldest',
    title: 'A new group begins with the oldest message that is kept',
    why: 'Posts published before the first worker ever started would reach nobody.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const sent = messages('key', 4)
      for (const each of sent) await adapter.publish({ topic, messages: [each] })
      const { deliveries } = await consume(adapter, { topic, group })
      await adapter.publish({ topic, messages: [message('key', 'later')] })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(textsOf(deliveries), [...textsOf(sent), 'later'], 'messages')
    },
  }),
  eventBusRule({
    id: 'events.group.ensured-keeps',
    title: 'A group that was made to exist gets every message published since, though nobody subscribed',
    why: 'Processes that only serve publish before the first worker has ever started.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      await adapter.ensureGroup({ topic, group })
      await adapter.ensureGroup({ topic, group })
      const sent = Array.from({ length: UNSEEN_MESSAGES }, (_, index) => message('key', `${index}`))
      await adapter.publish({ topic, messages: sent })
      ensureEqual(await adapter.lag({ topic, group }), sent.length, 'lag before anybody subscribed')
      await adapter.ensureGroup({ topic, group })
      const { deliveries } = await consume(adapter, { topic, group })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(textsOf(deliveries), textsOf(sent), 'messages')
    },
  }),
  eventBusRule({
    id: 'events.group.goes-on',
    title: 'A group without subscriptions stands where it stood: later messages wait, handled ones do not come back',
    why: 'A deploy stops all workers for a moment.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const first = await consume(adapter, { topic, group })
      await adapter.publish({ topic, messages: messages('key', 3, 'before-') })
      await untilHandled(adapter, time, { topic, group })
      await first.subscription.close()
      await adapter.publish({ topic, messages: messages('key', 2, 'while-away-') })
      ensureEqual(await adapter.lag({ topic, group }), 2, 'lag while nobody is subscribed')
      const second = await consume(adapter, { topic, group })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(textsOf(first.deliveries), ['before-0', 'before-1', 'before-2'], 'messages of the first subscription')
      ensureEqual(textsOf(second.deliveries), ['while-away-0', 'while-away-1'], 'messages of the second')
    },
  }),
]
