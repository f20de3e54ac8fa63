import { cellOf } from '@feed-engine/core'
import type { Session } from '../database/session'
import { FIND_SHARD } from './outbox-statements'

/** Partitions of the outbox, as the port counts them. Fixed for ever: every process has to agree. */
export const SHARDS = 16

const MICROS_PER_MINUTE = 60_000_000

export function shardOf(key: string): number {
  return cellOf(key, SHARDS)
}

/** Which of a shard's partitions a time, in microseconds, lies in. */
export function minuteOf(time: number): number {
  return Math.floor(time / MICROS_PER_MINUTE)
}

/** When a partition begins, in microseconds. */
export function beginOf(minute: number): number {
  return minute * MICROS_PER_MINUTE
}

/** A row of `outbox_shards`, or what it stands for where there is none. */
export interface Shard {
  readonly shard: number
  /** Highest time that was given to an event; 0: none yet. */
  readonly head: number
  readonly fence: string | null
  readonly leaseUntilMs: number
  /** No minute below this one is looked at. */
  readonly low: number | null
  /** What `low` is about to become. */
  readonly nextLow: number | null
}

export async function findShard(session: Session, shard: number): Promise<Shard> {
  const row = await session.row<{
    readonly head: unknown
    readonly fence: string | null
    readonly lease_until: unknown
    readonly low: number | null
    readonly next_low: number | null
  }>(FIND_SHARD, [shard])
  return {
    shard,
    head: Number(row?.head ?? 0),
    fence: row?.fence ?? null,
    leaseUntilMs: Number(row?.lease_until ?? 0),
    low: row?.low ?? null,
    nextLow: row?.next_low ?? null,
  }
}
