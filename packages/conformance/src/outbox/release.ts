import { outboxRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { acknowledge, claim, drain, emptyOutbox, enqueue, ensureNothingToClaim, eventsOf } from './records'

export const release = [
  outboxRule({
    id: 'outbox.release.keeps-records',
    title: 'release ends the claim and keeps its records, in order, for the next one under another fence',
    why: 'The bus is down: everything has to wait, and nothing may be lost.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      const events = Array.from({ length: 3 }, () => make.event('key'))
      await enqueue(context, events)
      const first = await claim(outbox, 2)
      await outbox.release(first)
      const second = await claim(outbox, 2)
      ensureEqual(eventsOf(second.records), events.slice(0, 2), 'records of the next claim')
      ensure(second.fence !== first.fence, 'the next claim has a fence of its own')
      await outbox.release(second)
      ensureEqual(eventsOf(await drain(outbox, 2)), events, 'everything in the end')
    },
  }),
  outboxRule({
    id: 'outbox.release.stale',
    title: 'release under a claim that is not the current one does nothing',
    why: 'It would hand the partition to a second relay.',
    async run(context) {
      const { adapter, make } = context
      const outbox = await emptyOutbox(adapter)
      await enqueue(context, [make.event('key')])
      const old = await claim(outbox)
      await outbox.release(old)
      const current = await claim(outbox)
      await outbox.release(old)
      await ensureNothingToClaim(outbox, 'claim of a partition that an old claimant released')
      ensureEqual(await acknowledge(outbox, current), 'removed', 'acknowledgement of the current claim')
      await outbox.release(current)
    },
  }),
]
