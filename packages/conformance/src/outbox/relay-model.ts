import type { OutboxBatch } from '@feed-engine/core'
import fc from 'fast-check'
import { outboxRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { acknowledge, drain, emptyOutbox, enqueue, eventsOf } from './records'

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('put', 'put', 'claim', 'acknowledge', 'acknowledge-some', 'release', 'repeat'),
    pick: fc.nat(9),
    limit: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 25, maxLength: 60 },
)

export const relayModel = outboxRule({
  id: 'outbox.relay.like-queues',
  title:
    'Under any puts, claims, partial and stale acknowledgements and releases, each key is a queue that loses nothing',
  why: 'Relays die, pause and come back at any point.',
  async run(context) {
    const { adapter, make, check } = context
    await check(steps, async (sequence) => {
      const outbox = await emptyOutbox(adapter)
      const keys = Array.from({ length: 4 }, () => make.name('key'))
      const queues = new Map<string, Uint8Array[]>(keys.map((key) => [key, []]))
      const held: OutboxBatch[] = []
      const ended: OutboxBatch[] = []

      const end = (batch: OutboxBatch): void => {
        held.splice(held.indexOf(batch), 1)
        ended.push(batch)
      }
      const ensureHead = (batch: OutboxBatch): void => {
        for (const key of keys) {
          const claimed = eventsOf(batch.records).filter((event) => event.key === key)
          const queue = queues.get(key) ?? []
          ensureEqual(
            claimed.map(({ value }) => value),
            queue.slice(0, claimed.length),
            'claimed events of a key',
          )
        }
      }
      const drop = (batch: OutboxBatch, records: OutboxBatch['records']): void => {
        for (const { key, value } of records) {
          const queue = queues.get(key) ?? []
          queue.splice(
            queue.findIndex((queued) => queued.every((byte, at) => byte === value[at])),
            1,
          )
        }
        end(batch)
      }

      for (const { kind, pick, limit } of sequence) {
        const batch = held[pick % Math.max(1, held.length)]
        if (kind === 'put') {
          const event = make.event(keys[pick % keys.length] ?? '')
          await enqueue(context, [event])
          queues.get(event.key)?.push(event.value)
        } else if (kind === 'claim') {
          const claimed = await outbox.claim({ leaseMs: 60_000, limit })
          if (claimed === null) continue
          ensure(
            held.every(({ partition }) => partition !== claimed.partition),
            'a claimed partition was claimed again',
          )
          ensureHead(claimed)
          held.push(claimed)
        } else if (kind === 'repeat') {
          const overtaken = ended.findLast(({ partition }) => held.some((each) => each.partition === partition))
          const old = overtaken ?? ended[pick % Math.max(1, ended.length)]
          if (old === undefined) continue
          ensureEqual(await acknowledge(outbox, old), 'stale', 'acknowledgement under an ended claim')
          await outbox.release(old)
        } else if (batch !== undefined && kind === 'release') {
          await outbox.release(batch)
          end(batch)
        } else if (batch !== undefined) {
          const records =
            kind === 'acknowledge' ? batch.records : batch.records.slice(0, pick % (batch.records.length + 1))
          ensureEqual(await acknowledge(outbox, batch, records), 'removed', 'acknowledgement of the current claim')
          drop(batch, records)
        }
        const left = [...queues.values()].reduce((sum, queue) => sum + queue.length, 0)
        ensureEqual(await outbox.pending(), left, 'number of records in the outbox')
      }

      for (const batch of held) await outbox.release(batch)
      const rest = eventsOf(await drain(outbox, 3))
      for (const [key, queue] of queues) {
        ensureEqual(
          rest.filter((event) => event.key === key).map(({ value }) => value),
          queue,
          'events left of a key',
        )
      }
    })
  },
})
