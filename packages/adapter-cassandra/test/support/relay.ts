import type { OutboxRecord } from '@feed-engine/core'
import type { CassandraPostStore } from '../../src'

/** Claims and acknowledges until nothing is left; answers the records in that order. */
export async function drain({ outbox }: CassandraPostStore, limit = 100): Promise<OutboxRecord[]> {
  const all: OutboxRecord[] = []
  for (;;) {
    const batch = await outbox.claim({ leaseMs: 60_000, limit })
    if (batch === null) return all
    await outbox.acknowledge({ ...batch, recordIds: batch.records.map(({ recordId }) => recordId) })
    all.push(...batch.records)
  }
}

/** First byte of each event of a key, in order. */
export function valuesOf(records: readonly OutboxRecord[], key: string): (number | undefined)[] {
  return records.filter((record) => record.key === key).map(({ value }) => value[0])
}
