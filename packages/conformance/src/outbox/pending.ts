import { outboxRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { acknowledge, claim, emptyOutbox, enqueue } from './records'

export const pending = outboxRule({
  id: 'outbox.pending.counts',
  title: 'pending counts every record in the outbox, claimed or not',
  why: 'An engine that drains, and an operator who watches, would both believe that all is done.',
  async run(context) {
    const { adapter, make } = context
    const outbox = await emptyOutbox(adapter)
    const counted = async (expected: number, when: string) =>
      ensureEqual(await outbox.pending(), expected, `number of records ${when}`)
    await counted(0, 'in an empty outbox')
    await enqueue(context, [make.event('key'), make.event('key'), make.event('key')])
    await counted(3, 'after three were stored')
    const batch = await claim(outbox, 2)
    await counted(3, 'while two are claimed')
    await acknowledge(outbox, batch, batch.records.slice(0, 1))
    await counted(2, 'after one was acknowledged')
    await acknowledge(outbox, await claim(outbox))
    await counted(0, 'after all were acknowledged')
  },
})
