import { cellOf, type Outbox, type OutboxBatch, type OutboxEvent, type PortCall } from '@feed-engine/core'
import { toBuffer, toBytes } from '../database/bytes'
import type { Statement } from '../database/statement'
import { ACKNOWLEDGE, CLAIM, OLDEST, PENDING, RELEASE } from './outbox-statements'

/** As many as the migration has made. */
const PARTITIONS = 16
/** Claims in a row that may find their partition emptied meanwhile. */
const MAX_EMPTY_CLAIMS = 16

type Query = <Row>(statement: Statement, values: unknown[], call?: PortCall) => Promise<readonly Row[]>

interface RecordRow extends OutboxEvent {
  readonly id: string
}

/** An outbox in partitions by hash of the key, leased by the server's clock. */
export class PostgresOutbox implements Outbox {
  readonly #query: Query

  /** @internal */
  constructor(query: Query) {
    this.#query = query
  }

  async claim(
    params: { readonly leaseMs: number; readonly limit: number },
    call?: PortCall,
  ): Promise<OutboxBatch | null> {
    for (let tries = 0; tries < MAX_EMPTY_CLAIMS; tries++) {
      const [claim] = await this.#query<{ partition: number; fence: string }>(CLAIM, [params.leaseMs], call)
      if (claim === undefined) return null
      const rows = await this.#query<RecordRow>(OLDEST, [claim.partition, params.limit], call)
      if (rows.length > 0) {
        const records = rows.map(({ id, value, ...event }) => ({ recordId: id, ...event, value: toBytes(value) }))
        return { ...claim, records }
      }
      await this.release(claim, call)
    }
    return null
  }

  async acknowledge(
    params: { readonly partition: number; readonly fence: string; readonly recordIds: readonly string[] },
    call?: PortCall,
  ): Promise<'removed' | 'stale'> {
    const rows = await this.#query(ACKNOWLEDGE, [params.partition, params.fence, params.recordIds], call)
    return rows.length > 0 ? 'removed' : 'stale'
  }

  async release(params: { readonly partition: number; readonly fence: string }, call?: PortCall): Promise<void> {
    await this.#query(RELEASE, [params.partition, params.fence], call)
  }

  async pending(call?: PortCall): Promise<number> {
    const [row] = await this.#query<{ readonly pending: number }>(PENDING, [], call)
    return Number(row?.pending)
  }
}

/** Events as columns: partition, topic, key, value. */
export function eventColumns(events: readonly OutboxEvent[]): unknown[][] {
  return [
    events.map(({ key }) => cellOf(key, PARTITIONS)),
    events.map(({ topic }) => topic),
    events.map(({ key }) => key),
    events.map(({ value }) => toBuffer(value)),
  ]
}
