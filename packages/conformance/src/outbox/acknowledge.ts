import { outboxRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
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

export const acknowledgements = [
  outboxRule({
    id: 'outbox.acknowledge.removes',
    title: 'acknowledge removes the records it names, keeps the others in order, and ends the claim',
    why: 'What could not be published stays; what was published must not be published for ever.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      const events = Array.from({ length: 4 }, () => make.event('key'))
      await enqueue(context, events)
      const batch = await claim(outbox)
      const named = batch.records.filter((_, index) => index % 2 === 0)
      ensureEqual(await acknowledge(outbox, batch, named), 'removed', 'acknowledgement of every other record')
      const rest = await claim(outbox)
      ensureEqual(eventsOf(rest.records), [events[1], events[3]], 'what is left')
      ensureEqual(await acknowledge(outbox, rest), 'removed', 'acknowledgement of the rest')
      await ensureNothingToClaim(outbox, 'claim after everything was acknowledged')
    },
  }),
  outboxRule({
    id: 'outbox.acknowledge.none',
    title: 'acknowledge of no records removes none and ends the claim',
    why: 'A relay that could publish nothing gives the partition back this way.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      const events = [make.event('key'), make.event('key')]
      await enqueue(context, events)
      const batch = await claim(outbox)
      ensureEqual(await acknowledge(outbox, batch, []), 'removed', 'acknowledgement of no records')
      ensureEqual(eventsOf(await drain(outbox, 10)), events, 'what is left')
    },
  }),
  outboxRule({
    id: 'outbox.acknowledge.twice',
    title: 'A claim ends with its acknowledgement: a second one under the same fence is stale and removes nothing',
    why: 'The partition may be someone else\u2019s by then.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      await enqueue(context, [make.event('key'), make.event('key')])
      const batch = await claim(outbox)
      await acknowledge(outbox, batch, batch.records.slice(0, 1))
      ensureEqual(await acknowledge(outbox, batch), 'stale', 'the second acknowledgement')
      ensureEqual((await drain(outbox, 10)).length, 1, 'number of records left')
    },
  }),
  outboxRule({
    id: 'outbox.acknowledge.stale-after-release',
    title: 'acknowledge under a claim that was released is stale and removes nothing, also when it was claimed anew',
    why: 'The new claimant\u2019s records would vanish unpublished.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      await enqueue(context, [make.event('key')])
      const old = await claim(outbox)
      await outbox.release(old)
      ensureEqual(await acknowledge(outbox, old), 'stale', 'acknowledgement after release')
      const current = await claim(outbox)
      ensureEqual(await acknowledge(outbox, old), 'stale', 'acknowledgement under the older fence')
      ensureEqual(await outbox.pending(), current.records.length, 'number of records in the outbox')
      ensureEqual(await acknowledge(outbox, current), 'removed', 'acknowledgement of the current claim')
    },
  }),
  outboxRule({
    id: 'outbox.acknowledge.stale-after-lease',
    title:
      'acknowledge under a claim that another one took over is stale, removes nothing, and leaves the other one be',
    why: 'A relay that slept past its lease wakes up and finishes what is no longer its own.',
    async run(context) {
      const { adapter, make, time } = context
      const outbox = await emptyOutbox(adapter)
      await enqueue(context, [make.event('key'), make.event('key')])
      const sleeper = await claim(outbox, 10, SHORT_LEASE_MS)
      const taken = await claimOnceFree(outbox, time)
      ensureEqual(await acknowledge(outbox, sleeper), 'stale', 'acknowledgement by the sleeper')
      await outbox.release(sleeper)
      await ensureNothingToClaim(outbox, 'claim of a partition that the sleeper tried to release')
      ensureEqual(await acknowledge(outbox, taken), 'removed', 'acknowledgement by the current claimant')
      ensureEqual(await outbox.pending(), 0, 'number of records in the outbox')
    },
  }),
  outboxRule({
    id: 'outbox.acknowledge.unknown-fence',
    title: 'acknowledge under a fence that never was is stale and removes nothing',
    why: 'A fence that is not checked protects nothing.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      await enqueue(context, [make.event('key')])
      const batch = await claim(outbox)
      const forged = { ...batch, fence: `${batch.fence}0` }
      ensureEqual(await acknowledge(outbox, forged), 'stale', 'acknowledgement under an unknown fence')
      ensureEqual(await acknowledge(outbox, batch), 'removed', 'acknowledgement under the right one')
    },
  }),
]
