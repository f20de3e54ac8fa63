import { AWKWARD_IDS } from '../common/awkward-ids'
import { eventBusRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { ACK, consume, message, messages, textOf, textsOf, untilHandled } from './consumer'

export const delivery = [
  eventBusRule({
    id: 'events.deliver.as-published',
    title: 'A message arrives as it was published, with its topic, key, first attempt, time and heartbeat',
    why: 'Workers decide by all of these.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const heartbeats: boolean[] = []
      const handler = async ({ heartbeat }: { heartbeat(): Promise<boolean> }) => {
        heartbeats.push(await heartbeat())
        return ACK
      }
      const { deliveries } = await consume(adapter, { topic, group, handler })
      const from = time.now()
      const value = make.bytes(32)
      await adapter.publish({ topic, messages: [{ key: 'key', value }] })
      await untilHandled(adapter, time, { topic, group })
      const [first] = deliveries
      ensure(first !== undefined && deliveries.length === 1, 'the message arrives once')
      ensureEqual([first.topic, first.key, first.value, first.attempt], [topic, 'key', value, 1], 'the delivery')
      const skewMs = 5_000
      const near = first.publishedAtMs >= from - skewMs && first.publishedAtMs <= time.now() + skewMs
      ensure(near, `publishedAtMs has to be the time of publish in milliseconds, and is ${first.publishedAtMs}`)
      ensureEqual(heartbeats, [true], 'answers of heartbeat while at work')
    },
  }),
  eventBusRule({
    id: 'events.deliver.any-characters',
    title: 'Keys of any characters are distinct; values are bytes, empty ones and 64 KiB included',
    why: 'Keys hold user ids, values are binary.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const sent = AWKWARD_IDS.map((key) => ({ key, value: make.bytes(8) }))
      sent.push({ key: 'empty', value: new Uint8Array() }, { key: 'large', value: make.bytes(65_536) })
      await adapter.publish({ topic, messages: sent })
      const { deliveries } = await consume(adapter, { topic, group })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(deliveries.length, sent.length, 'number of deliveries')
      const byKey = new Map(deliveries.map(({ key, value }) => [key, value]))
      for (const { key, value } of sent) ensureEqual(byKey.get(key), value, `value of the key ${JSON.stringify(key)}`)
    },
  }),
  eventBusRule({
    id: 'events.deliver.all-of-a-publish',
    title: 'publish brings all of its messages, however many; none at all is no error',
    why: 'The relay publishes batches; the last of a batch is the one that gets lost.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const { deliveries } = await consume(adapter, { topic, group })
      await adapter.publish({ topic, messages: [] })
      const sent = Array.from({ length: 150 }, (_, index) => message(`key-${index % 40}`, `${index}`))
      await adapter.publish({ topic, messages: sent })
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(textsOf(deliveries).sort(), textsOf(sent).sort(), 'messages delivered')
    },
  }),
  eventBusRule({
    id: 'events.deliver.topics-apart',
    title: 'Topics are apart, also for one group and one key',
    why: 'A worker would be handed events that it cannot read.',
    async run({ adapter, make, time }) {
      const [one, two, group] = [make.name('topic'), make.name('topic'), make.name('group')]
      await adapter.publish({ topic: one, messages: messages('key', 3, 'one-') })
      await adapter.publish({ topic: two, messages: messages('key', 2, 'two-') })
      const first = await consume(adapter, { topic: one, group })
      await untilHandled(adapter, time, { topic: one, group })
      ensureEqual(await adapter.lag({ topic: two, group }), 2, 'lag of the group on the other topic')
      const second = await consume(adapter, { topic: two, group })
      await untilHandled(adapter, time, { topic: two, group })
      ensureEqual(textsOf(first.deliveries), ['one-0', 'one-1', 'one-2'], 'messages of one topic')
      ensureEqual(textsOf(second.deliveries), ['two-0', 'two-1'], 'messages of the other')
    },
  }),
  eventBusRule({
    id: 'events.deliver.publish-from-handler',
    title: 'A handler may publish, to its own topic and key as well',
    why: 'Planning a fan-out publishes its chunks.',
    async run({ adapter, make, time }) {
      const [topic, group] = [make.name('topic'), make.name('group')]
      const handler = async (received: { readonly value: Uint8Array }) => {
        if (textOf(received) === 'first') await adapter.publish({ topic, messages: [message('key', 'second')] })
        return ACK
      }
      const { deliveries } = await consume(adapter, { topic, group, handler, concurrency: 1 })
      await adapter.publish({ topic, messages: [message('key', 'first')] })
      await time.until(() => deliveries.length >= 2, 'the second message arrives')
      await untilHandled(adapter, time, { topic, group })
      ensureEqual(textsOf(deliveries), ['first', 'second'], 'messages delivered')
    },
  }),
  eventBusRule({
    id: 'events.deliver.own-copy',
    title: 'What publishers and handlers do to bytes and lists changes nothing for other groups and later attempts',
    why: 'Buffers are used again, and decoders scribble.',
    async run({ adapter, make, time }) {
      const [topic, group, other] = [make.name('topic'), make.name('group'), make.name('group')]
      const value = make.bytes(16)
      const sent = [{ key: 'key', value: value.slice() }, message('key', 'last')]
      await adapter.publish({ topic, messages: sent })
      sent[0]?.value.fill(0)
      sent.length = 0
      const seen: Uint8Array[] = []
      const scribble = async (received: { readonly value: Uint8Array }) => {
        seen.push(received.value.slice())
        received.value.fill(0)
        return seen.length % 2 === 1 ? ({ kind: 'retry', delayMs: 1 } as const) : ACK
      }
      await consume(adapter, { topic, group, handler: scribble })
      await untilHandled(adapter, time, { topic, group })
      const { deliveries } = await consume(adapter, { topic, group: other })
      await untilHandled(adapter, time, { topic, group: other })
      ensureEqual(seen.slice(0, 2), [value, value], 'value at both attempts')
      ensureEqual(deliveries[0]?.value, value, 'value for the other group')
      ensureEqual([seen.length, deliveries.length], [4, 2], 'number of deliveries')
    },
  }),
]
