import type { Outbox, OutboxBatch, OutboxEvent, OutboxRecord, PostRecord, PostStore } from '@feed-engine/core'
import type { ContextOf } from '../kit/rule'
import type { Time } from '../kit/time'
import { ensure, ensureEqual } from '../kit/violation'
import { create } from '../post-store/posts'

/** Long enough that no claim of a rule ends by itself. */
export const LONG_LEASE_MS = 60_000
export const SHORT_LEASE_MS = 100

/** The outbox, emptied of what others have left in it. */
export async function emptyOutbox(store: PostStore): Promise<Outbox> {
  const { outbox } = store
  ensure(outbox !== undefined, 'outbox has to be there')
  await drain(outbox, 1_000)
  return outbox
}

/** Stores a post of its own with the events. */
export function enqueue(
  { adapter, make }: ContextOf<'outbox'>,
  events: readonly OutboxEvent[],
  tenant = make.tenant(),
): Promise<PostRecord> {
  return create(adapter, tenant, make.post(), { events })
}

export async function claim(outbox: Outbox, limit = 100, leaseMs = LONG_LEASE_MS): Promise<OutboxBatch> {
  const batch = await outbox.claim({ leaseMs, limit })
  ensure(batch !== null, 'there are records to claim')
  ensure(batch.records.length > 0, 'a claim has at least one record')
  ensure(batch.records.length <= limit, `a claim has ${batch.records.length} records, more than the limit ${limit}`)
  return batch
}

/** Claims a partition as soon as the lease on it has run out. */
export async function claimOnceFree(outbox: Outbox, time: Time): Promise<OutboxBatch> {
  let batch: OutboxBatch | null = null
  const claimed = async (): Promise<boolean> => {
    batch = await outbox.claim({ leaseMs: LONG_LEASE_MS, limit: 100 })
    return batch !== null
  }
  await time.until(claimed, 'a partition whose lease has run out can be claimed again')
  ensure(batch !== null, 'there are records to claim')
  return batch
}

export async function ensureNothingToClaim(outbox: Outbox, what: string): Promise<void> {
  ensureEqual(await outbox.claim({ leaseMs: LONG_LEASE_MS, limit: 100 }), null, what)
}

export function acknowledge(outbox: Outbox, batch: OutboxBatch, records = batch.records): Promise<'removed' | 'stale'> {
  const recordIds = records.map(({ recordId }) => recordId)
  return outbox.acknowledge({ partition: batch.partition, fence: batch.fence, recordIds })
}

/** Claims and acknowledges until nothing is left; answers the records in that order. */
export async function drain(outbox: Outbox, limit: number): Promise<OutboxRecord[]> {
  const all: OutboxRecord[] = []
  for (;;) {
    const batch = await outbox.claim({ leaseMs: LONG_LEASE_MS, limit })
    if (batch === null) return all
    ensureEqual(await acknowledge(outbox, batch), 'removed', 'acknowledgement of the current claim')
    all.push(...batch.records)
  }
}

/** What was put, without what the outbox added. */
export function eventsOf(records: readonly OutboxRecord[]): OutboxEvent[] {
  return records.map(({ topic, key, value }) => ({ topic, key, value }))
}
