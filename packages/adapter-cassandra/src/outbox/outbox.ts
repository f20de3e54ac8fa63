import type { Clock, Outbox, OutboxBatch, PortCall, RandomSource } from '@feed-engine/core'
import type { Session } from '../database/session'
import { randomName } from '../random-name'
import { outboxQueue } from './outbox-queue'
import { CLAIM, PROLONG, RELEASE, REMOVE_RECORD } from './outbox-statements'
import { findShard, minuteOf, SHARDS, type Shard } from './shard'

/** How long an acknowledgement may take to remove its records before others may claim them again. */
const REMOVAL_LEASE_MS = 30_000
const RECORD_ID = /^(\d{1,16})-([0-9a-f]{1,32})-(\d{1,9})$/

type RunCall = <T>(call: PortCall | undefined, work: (session: Session) => Promise<T>) => Promise<T>

export interface OutboxParams {
  readonly random: RandomSource
  /** Leases are compared by the clocks of the processes: one that is ahead may take over early, which makes duplicates. */
  readonly clock: Clock
  /** Run a call of the store. */
  readonly read: RunCall
  readonly write: RunCall
}

/** An outbox in shards by hash of the key, claimed by lightweight transactions. */
export class CassandraOutbox implements Outbox {
  readonly #params: OutboxParams
  #nextShard = 0

  /** @internal */
  constructor(params: OutboxParams) {
    this.#params = params
  }

  async claim(
    params: { readonly leaseMs: number; readonly limit: number },
    call?: PortCall,
  ): Promise<OutboxBatch | null> {
    return this.#params.write(call, async (session) => {
      for (const shard of await this.#claimable(session)) {
        const batch = await this.#claimShard(session, shard, params)
        if (batch !== null) return batch
      }
      return null
    })
  }

  async acknowledge(
    params: { readonly partition: number; readonly fence: string; readonly recordIds: readonly string[] },
    call?: PortCall,
  ): Promise<'removed' | 'stale'> {
    const { partition: shard, fence } = params
    const recordIds = [...params.recordIds]
    if (!ALL_SHARDS.includes(shard)) return 'stale'
    return this.#params.write(call, async (session) => {
      const partition = ['outbox_shards', String(shard)]
      const leaseUntilMs = this.#params.clock.now() + REMOVAL_LEASE_MS
      if (!(await session.compare(PROLONG, partition, [leaseUntilMs, shard, fence]))) return 'stale'
      await Promise.all(recordIds.map((recordId) => remove(session, shard, recordId)))
      await session.compare(RELEASE, partition, [shard, fence])
      return 'removed'
    })
  }

  async release(params: { readonly partition: number; readonly fence: string }, call?: PortCall): Promise<void> {
    const { partition: shard, fence } = params
    if (!ALL_SHARDS.includes(shard)) return
    await this.#params.write(call, (session) =>
      session.compare(RELEASE, ['outbox_shards', String(shard)], [shard, fence]),
    )
  }

  async pending(call?: PortCall): Promise<number> {
    return this.#params.read(call, async (session) => {
      const counts = await Promise.all(
        ALL_SHARDS.map(async (shard) => outboxQueue.count(session, await findShard(session, shard))),
      )
      return counts.reduce((sum, count) => sum + count, 0)
    })
  }

  /** Shards that nobody has claimed and that have records, beginning behind the one that was claimed last. */
  async #claimable(session: Session): Promise<readonly Shard[]> {
    const now = this.#params.clock.now()
    const found = await Promise.all(
      ALL_SHARDS.map(async (offset) => {
        const shard = await findShard(session, (this.#nextShard + offset) % SHARDS)
        const isFree = shard.head > 0 && (shard.fence === null || shard.leaseUntilMs <= now)
        return isFree && (await outboxQueue.oldest(session, shard, 1)).length > 0 ? [shard] : []
      }),
    )
    return found.flat()
  }

  async #claimShard(
    session: Session,
    { shard, fence: before }: Shard,
    { leaseMs, limit }: { readonly leaseMs: number; readonly limit: number },
  ): Promise<OutboxBatch | null> {
    const partition = ['outbox_shards', String(shard)]
    const fence = randomName(this.#params.random)
    const leaseUntilMs = this.#params.clock.now() + leaseMs
    if (!(await session.compare(CLAIM, partition, [fence, leaseUntilMs, shard, before]))) return null
    const records = await outboxQueue.oldest(session, await findShard(session, shard), limit)
    if (records.length === 0) {
      await session.compare(RELEASE, partition, [shard, fence])
      return null
    }
    this.#nextShard = (shard + 1) % SHARDS
    return { partition: shard, fence, records }
  }
}

const ALL_SHARDS: readonly number[] = Array.from({ length: SHARDS }, (_, index) => index)

async function remove(session: Session, shard: number, recordId: string): Promise<void> {
  const [, micros, op, seq] = RECORD_ID.exec(recordId) ?? []
  if (micros === undefined || op === undefined || seq === undefined) return
  const time = Number(micros)
  await session.write(REMOVE_RECORD, [time + 1, shard, minuteOf(time), time, op, Number(seq)])
}
