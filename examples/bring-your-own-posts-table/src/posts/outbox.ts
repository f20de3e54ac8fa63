import type { Outbox, OutboxBatch, OutboxEvent, OutboxRecord, PortCall } from '@feed-engine/core'
import type { Database } from '../database/database'

const CLAIM = `
  update feed_posts.outbox_claims as claim
  set fence = gen_random_uuid(), ends_at = clock_timestamp() + $1 * interval '1 millisecond'
  where claim.partition = (
    select free.partition
    from feed_posts.outbox_claims as free
    where free.ends_at <= clock_timestamp()
      and exists (select from feed_posts.outbox where outbox.partition = free.partition)
    order by free.ends_at
    limit 1
    for update skip locked
  )
  returning claim.partition, claim.fence`

const OLDEST = `
  select record_id::text as "recordId", topic, key, value
  from feed_posts.outbox
  where partition = $1
  order by record_id
  limit $2`

const END = `
  update feed_posts.outbox_claims
  set fence = null, ends_at = '-infinity'
  where partition = $1 and fence::text = $2 and ends_at > clock_timestamp()
  returning partition`

const REMOVE = 'delete from feed_posts.outbox where partition = $1 and record_id = any($2::bigint[])'

interface Claim {
  readonly partition: number
  readonly fence: string
}

/** Events of the engine and of the application's triggers, leased by partition and by the clock of the server. */
export class PostsTableOutbox implements Outbox {
  readonly #database: Database
  readonly #sql: (text: string) => string

  constructor(database: Database, sql: (text: string) => string) {
    this.#database = database
    this.#sql = sql
  }

  claim(params: { readonly leaseMs: number; readonly limit: number }, call?: PortCall): Promise<OutboxBatch | null> {
    return this.#database.write(call, async (query) => {
      for (;;) {
        const [claim] = await query<Claim>(this.#sql(CLAIM), [params.leaseMs])
        if (claim === undefined) return null
        const records = await query<OutboxRecord>(this.#sql(OLDEST), [claim.partition, params.limit])
        if (records.length > 0) return { ...claim, records: records.map(ownBytes) }
        // The claimant before has emptied it since.
        await query(this.#sql(END), [claim.partition, claim.fence])
      }
    })
  }

  acknowledge(
    params: { readonly partition: number; readonly fence: string; readonly recordIds: readonly string[] },
    call?: PortCall,
  ): Promise<'removed' | 'stale'> {
    return this.#database.write(call, async (query) => {
      const ended = await query(this.#sql(END), [params.partition, params.fence])
      if (ended.length === 0) return 'stale'
      await query(this.#sql(REMOVE), [params.partition, params.recordIds])
      return 'removed'
    })
  }

  async release(params: { readonly partition: number; readonly fence: string }, call?: PortCall): Promise<void> {
    await this.#database.write(call, (query) => query(this.#sql(END), [params.partition, params.fence]))
  }

  pending(call?: PortCall): Promise<number> {
    return this.#database.read(call, async (query) => {
      const [row] = await query<{ pending: number }>(
        this.#sql('select count(*)::int as pending from feed_posts.outbox'),
        [],
      )
      return row?.pending ?? 0
    })
  }
}

/** Columns of events, as the insert takes them. */
export function eventColumns(events: readonly OutboxEvent[]): unknown[] {
  return [events.map(({ topic }) => topic), events.map(({ key }) => key), events.map(({ value }) => Buffer.from(value))]
}

function ownBytes(record: OutboxRecord): OutboxRecord {
  return { ...record, value: Uint8Array.from(record.value) }
}
