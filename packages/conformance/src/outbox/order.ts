import { outboxRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { acknowledge, claim, drain, emptyOutbox, enqueue, eventsOf } from './records'

export const order = [
  outboxRule({
    id: 'outbox.key.order',
    title: 'Events of one key leave the outbox in the order in which they entered it, over any batches',
    why: 'A delete that overtakes its post is followed by a post that is not there.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      const keys = Array.from({ length: 6 }, () => make.name('key'))
      const events = Array.from({ length: 60 }, (_, index) => make.event(keys[(index * 7) % 6] ?? ''))
      for (let index = 0; index < events.length; index += 2) await enqueue(context, events.slice(index, index + 2))
      const drained = eventsOf(await drain(outbox, 7))
      for (const key of keys) {
        const ofKey = (event: { readonly key: string }) => event.key === key
        ensureEqual(drained.filter(ofKey), events.filter(ofKey), 'events of one key')
      }
    },
  }),
  outboxRule({
    id: 'outbox.key.one-partition',
    title: 'Everything of one key lies in one partition',
    why: 'Two relays would publish one author\u2019s events side by side.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      const partitions = new Map<string, number>()
      const keys = Array.from({ length: 8 }, () => make.name('key'))
      for (let round = 0; round < 3; round++) {
        for (const key of keys) await enqueue(context, [make.event(key)])
        for (let left = keys.length; left > 0; ) {
          const batch = await claim(outbox, 3)
          left -= batch.records.length
          for (const { key } of batch.records) {
            const partition = partitions.get(key) ?? batch.partition
            ensureEqual(batch.partition, partition, 'partition of a key that was seen before')
            partitions.set(key, partition)
          }
          await acknowledge(outbox, batch)
        }
      }
    },
  }),
  outboxRule({
    id: 'outbox.claim.oldest',
    title: 'A claim has the oldest records of its partition, oldest first, at least one and at most `limit`',
    why: 'What a batch leaves behind has to be what came later.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      const events = Array.from({ length: 5 }, () => make.event('key'))
      await enqueue(context, events)
      const first = await claim(outbox, 2)
      ensureEqual(eventsOf(first.records), events.slice(0, 2), 'the first claim')
      await acknowledge(outbox, first)
      const rest = await claim(outbox, 10)
      ensureEqual(eventsOf(rest.records), events.slice(2), 'the second claim')
      await acknowledge(outbox, rest)
      ensure((await outbox.claim({ leaseMs: 1_000, limit: 1 })) === null, 'nothing is left')
    },
  }),
]
