import type { OutboxRecord } from '@feed-engine/core'
import type { Session } from '../database/session'
import { ANNOUNCE_LOW, COUNT_RECORDS, FORGET_MINUTES, MINUTES, RAISE_LOW, RECORDS } from './outbox-statements'
import type { Shard } from './shard'

/** So many empty minutes may lie at the beginning of a shard before the low minute moves past them. */
const EMPTY_MINUTES = 2

interface RecordRow {
  readonly time: unknown
  readonly op: string
  readonly seq: number
  readonly topic: string
  readonly key: string
  readonly value: Buffer | null
}

/** Reading a shard from its low minute on. */
export const outboxQueue = {
  /** The oldest records, and moves the low minute past empty ones. */
  async oldest(session: Session, shard: Shard, limit: number): Promise<readonly OutboxRecord[]> {
    const minutes = await minutesOf(session, shard)
    const records: OutboxRecord[] = []
    let empty = 0
    for (const minute of minutes) {
      records.push(...(await recordsOf(session, shard.shard, minute, limit - records.length)))
      if (records.length === 0) empty += 1
      if (records.length >= limit) break
    }
    const low = minutes[Math.min(empty, minutes.length - 1)]
    if (low !== undefined && empty > EMPTY_MINUTES) await advance(session, shard, low)
    return records
  },

  async count(session: Session, shard: Shard): Promise<number> {
    const counts = await Promise.all(
      (await minutesOf(session, shard)).map(async (minute) => {
        const row = await session.row<{ readonly records: unknown }>(COUNT_RECORDS, [shard.shard, minute])
        return Number(row?.records ?? 0)
      }),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  },
}

async function minutesOf(session: Session, { shard, low }: Shard): Promise<readonly number[]> {
  const rows = await session.rows<{ readonly minute: number }>(MINUTES, [shard, low ?? 0])
  return rows.map(({ minute }) => minute)
}

async function recordsOf(
  session: Session,
  shard: number,
  minute: number,
  limit: number,
): Promise<readonly OutboxRecord[]> {
  const rows = await session.rows<RecordRow>(RECORDS, [shard, minute, limit])
  return rows.map(({ time, op, seq, topic, key, value }) => ({
    recordId: `${Number(time)}-${op}-${seq}`,
    topic,
    key,
    value: Uint8Array.from(value ?? []),
  }))
}

/**
 * Moves the low minute, unless somebody else does. It is announced first: whoever stores a record below it from now on
 * is told so, and chooses a later time. Then the minutes below are looked at for the last time. A process that dies in
 * between leaves an announcement, which loses nothing.
 */
async function advance(session: Session, { shard, low, nextLow }: Shard, to: number): Promise<void> {
  const partition = ['outbox_shards', String(shard)]
  const announced = Math.max(to, nextLow ?? 0)
  if (!(await session.compare(ANNOUNCE_LOW, partition, [announced, shard, low, nextLow]))) return
  const below = (await minutesOf(session, { shard, low } as Shard)).filter((minute) => minute < to)
  for (const minute of below) {
    if ((await recordsOf(session, shard, minute, 1)).length > 0) return
  }
  if (await session.compare(RAISE_LOW, partition, [to, shard, low, announced])) {
    await session.write(FORGET_MINUTES, [shard, to])
  }
}
