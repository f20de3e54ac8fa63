import { outboxRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import {
  acknowledge,
  claim,
  claimOnceFree,
  drain,
  emptyOutbox,
  enqueue,
  ensureNothingToClaim,
  eventsOf,
  SHORT_LEASE_MS,
} from './records'

export const claims = [
  outboxRule({
    id: 'outbox.claim.nothing',
    title: 'claim answers null when there is nothing to claim',
    why: 'The relay rests then.',
    async run({ adapter }) {
      await ensureNothingToClaim(await emptyOutbox(adapter), 'claim of an empty outbox')
    },
  }),
  outboxRule({
    id: 'outbox.claim.exclusive',
    title: 'A partition has one claimant at a time: neither its other records nor new ones can be claimed meanwhile',
    why: 'Two relays on one partition break the order of its keys.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      const events = [make.event('key'), make.event('key'), make.event('key')]
      await enqueue(context, events.slice(0, 2))
      const batch = await claim(outbox, 1)
      await ensureNothingToClaim(outbox, 'claim of what is left of a claimed partition')
      await enqueue(context, events.slice(2))
      await ensureNothingToClaim(outbox, 'claim of what was added to a claimed partition')
      await acknowledge(outbox, batch)
      ensureEqual(eventsOf(await drain(outbox, 10)), events.slice(1), 'what can be claimed afterwards')
    },
  }),
  outboxRule({
    id: 'outbox.claim.concurrent',
    title: 'Of claims at once, no two get the same partition or the same record',
    why: 'Every process runs a relay, and all of them wake up together.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      const events = Array.from({ length: 20 }, () => make.event())
      await enqueue(context, events)
      const claimed = await Promise.all(Array.from({ length: 6 }, () => outbox.claim({ leaseMs: 60_000, limit: 2 })))
      const batches = claimed.filter((batch) => batch !== null)
      ensure(batches.length > 0, 'at least one claim gets something')
      ensureEqual(
        new Set(batches.map(({ partition }) => partition)).size,
        batches.length,
        'number of partitions claimed',
      )
      const recordIds = batches.flatMap(({ records }) => records.map(({ recordId }) => recordId))
      ensureEqual(new Set(recordIds).size, recordIds.length, 'number of records claimed')
      ensureEqual(new Set(batches.map(({ fence }) => fence)).size, batches.length, 'number of fences')
      for (const batch of batches) await outbox.release(batch)
      ensureEqual((await drain(outbox, 3)).length, events.length, 'number of events drained afterwards')
    },
  }),
  outboxRule({
    id: 'outbox.lease.holds',
    title: 'A claim lasts as long as its lease',
    why: 'A lease in the wrong unit would make every claim void at once.',
    async run(context) {
      const { adapter, make, time } = context
      const outbox = await emptyOutbox(adapter)
      await enqueue(context, [make.event('key')])
      const batch = await claim(outbox, 1, 30_000)
      await time.pass(200)
      await ensureNothingToClaim(outbox, 'claim of a partition whose lease has not run out')
      ensureEqual(await acknowledge(outbox, batch), 'removed', 'acknowledgement within the lease')
    },
  }),
  outboxRule({
    id: 'outbox.lease.expires',
    title: 'When its lease has run out, a partition can be claimed again, under another fence, with the same records',
    why: 'A relay that died must not take its events with it.',
    async run(context) {
      const { adapter, make, time } = context
      const outbox = await emptyOutbox(adapter)
      const events = [make.event('key'), make.event('key')]
      await enqueue(context, events)
      const dead = await claim(outbox, 10, SHORT_LEASE_MS)
      const next = await claimOnceFree(outbox, time)
      ensureEqual(eventsOf(next.records), events, 'records of the second claim')
      ensure(next.fence !== dead.fence, 'the second claim has a fence of its own')
      ensureEqual(await acknowledge(outbox, next), 'removed', 'acknowledgement of the second claim')
    },
  }),
]
