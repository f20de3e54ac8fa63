import type { Verdict } from '@feed-engine/core'
import { eventBusRule } from '../kit/rule'
import { ensure, ensureEqual, ensureRejects } from '../kit/violation'
import { ACK, consume, Gate, message, messages, textOf, textsOf, untilHandled } from './consumer'

export const replay = [
  eventBusRule({
    id: 'events.replay.from-time',
    requires: 'replay',
    title:
      'replay hands the group every message published at or after a time once more, in order, and answers how many',
    why: 'It repairs what a fail-over has lost; one that is left out stays lost.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const { deliveries } = await consume(adapter, { topic, group })
      await adapter.publish({ topic, messages: messages('key', 3, 'early-') })
      await untilHandled(adapter, time, { topic, group })
      await time.pass(50)
      await adapter.publish({ topic, messages: [...messages('key', 3, 'late-'), ...messages('other', 2, 'late-')] })
      await untilHandled(adapter, time, { topic, group })
      const late = deliveries.slice(3)
      const fromMs = Math.min(...late.map(({ publishedAtMs }) => publishedAtMs))
      const first = deliveries.length
      ensureEqual(
        await adapter.replay({ topic, group, fromMs }),
        5,
        'number of messages replayed from the later ones on',
      )
      await untilHandled(adapter, time, { topic, group })
      const again = deliveries.slice(first)
      const ofKey = (key: string) => textsOf(again.filter((each) => each.key === key))
      ensureEqual(
        [ofKey('key'), ofKey('other')],
        [
          ['late-0', 'late-1', 'late-2'],
          ['late-0', 'late-1'],
        ],
        'messages replayed',
      )
      ensureEqual(
        await adapter.replay({ topic, group, fromMs: 0 }),
        8,
        'number of messages replayed from the beginning',
      )
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(deliveries.length, first + 5 + 8, 'number of deliveries')
      const nothing = await adapter.replay({ topic, group, fromMs: time.now() + 3_600_000 })
      ensureEqual(nothing, 0, 'number of messages replayed from the future')
    },
  }),
  eventBusRule({
    id: 'events.replay.behind',
    requires: 'replay',
    title: 'Replayed messages come behind what the group still has to do',
    why: 'New posts must not wait for old ones; and a key stays in order.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const first = await consume(adapter, { topic, group })
      await adapter.publish({ topic, messages: messages('key', 2, 'old-') })
      await untilHandled(adapter, time, { topic, group })
      await first.subscription.close()
      await time.pass(50)
      const fromMs = first.deliveries[0]?.publishedAtMs ?? 0
      await adapter.publish({ topic, messages: messages('key', 2, 'new-') })
      ensureEqual(await adapter.replay({ topic, group, fromMs }), 4, 'number of messages replayed')
      ensureEqual(await adapter.lag({ topic, group }), 6, 'lag after replay')
      const { deliveries } = await consume(adapter, { topic, group })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(textsOf(deliveries), ['new-0', 'new-1', 'old-0', 'old-1', 'new-0', 'new-1'], 'messages')
    },
  }),
  eventBusRule({
    id: 'events.replay.dead-letters-too',
    requires: 'replay',
    title: 'replay includes what became a dead letter',
    why: 'That is how an operator tries again once the cause is mended.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      let mended = false
      const handler = async (received: { readonly value: Uint8Array }): Promise<Verdict> =>
        mended || textOf(received) !== '1' ? ACK : { kind: 'dead-letter', code: 'BAD', cause: 'bad' }
      const { deliveries } = await consume(adapter, { topic, group, handler })
      await adapter.publish({ topic, messages: messages('key', 3) })
      await untilHandled(adapter, time, { topic, group })
      mended = true
      ensureEqual(await adapter.replay({ topic, group, fromMs: 0 }), 3, 'number of messages replayed')
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(textsOf(deliveries), ['0', '1', '2', '0', '1', '2'], 'messages')
    },
  }),
  eventBusRule({
    id: 'events.replay.one-group',
    requires: 'replay',
    title: 'replay concerns its own topic and group alone',
    why: 'Repairing timelines must not repeat what other groups have done.',
    async run({ adapter, make, time }) {
      const [topic, elsewhere, group, other] = ['topic', 'topic', 'group', 'group'].map((prefix) => make.name(prefix))
      ensure(topic !== undefined && elsewhere !== undefined && group !== undefined && other !== undefined, 'four names')
      const consumers = [
        await consume(adapter, { topic, group }),
        await consume(adapter, { topic, group: other }),
        await consume(adapter, { topic: elsewhere, group }),
        await consume(adapter, { topic }),
      ]
      await adapter.publish({ topic, messages: messages('key', 2) })
      await adapter.publish({ topic: elsewhere, messages: messages('key', 2) })
      const counts = () => consumers.map(({ deliveries }) => deliveries.length)
      await time.until(() => counts().every((count) => count === 2), 'all messages arrive')
      ensureEqual(await adapter.replay({ topic, group, fromMs: 0 }), 2, 'number of messages replayed')
      await time.until(() => (consumers[0]?.deliveries.length ?? 0) >= 4, 'they arrive again')
      await adapter.publish({ topic, messages: [message('key', 'last')] })
      await adapter.publish({ topic: elsewhere, messages: [message('key', 'last')] })
      const heard = () => consumers.every(({ deliveries }) => textsOf(deliveries).includes('last'))
      await time.until(heard, 'the last message arrives')
      ensureEqual(counts(), [5, 3, 3, 3], 'number of messages of each')
    },
  }),
  eventBusRule({
    id: 'events.replay.beside-work',
    requires: 'replay',
    title: 'replay does not disturb a message in work: it is handled, and then delivered once more',
    why: 'Operators replay while everything runs.',
    async run({ adapter, make, time, atEnd }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const gate = new Gate({ atEnd })
      const { deliveries } = await consume(adapter, { topic, group, handler: () => gate.promise })
      await adapter.publish({ topic, messages: [message('key', '0')] })
      await time.until(() => deliveries.length === 1, 'the message arrives')
      ensureEqual(await adapter.replay({ topic, group, fromMs: 0 }), 1, 'number of messages replayed')
      await time.pass(20)
      ensureEqual([deliveries.length, await adapter.lag({ topic, group })], [1, 2], 'deliveries and lag while in work')
      gate.open(ACK)
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(deliveries.length, 2, 'deliveries in the end')
    },
  }),
  eventBusRule({
    id: 'events.replay.unsupported',
    without: 'replay',
    title: 'Without the capability, replay rejects with UNSUPPORTED',
    why: 'An operator who replays must not believe that it is done.',
    async run({ adapter, make }) {
      const call = adapter.replay({ topic: make.name('topic'), group: make.name('group'), fromMs: 0 })
      await ensureRejects(call, 'UNSUPPORTED', 'replay')
    },
  }),
]
