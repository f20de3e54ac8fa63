import type { Clock, OutboxEvent } from '@feed-engine/core'
import type { Session } from '../database/session'
import { ADD_MINUTE, ADD_RECORD, RAISE_HEAD } from './outbox-statements'
import { beginOf, findShard, minuteOf, shardOf } from './shard'

/** Where changes put their events. */
export class OutboxLog {
  readonly #clock: Clock
  #lastTime = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * A time for events, in microseconds: above that of every event of the same shards that was stored before, and not
   * below the minute that claims begin at, whatever the clocks of other processes say.
   */
  async timeFor(session: Session, events: readonly OutboxEvent[]): Promise<number> {
    const shards = await Promise.all(shardsOf(events).map((shard) => findShard(session, shard)))
    const least = shards.map(({ head, low, nextLow }) => Math.max(head + 1, beginOf(low ?? 0), beginOf(nextLow ?? 0)))
    this.#lastTime = Math.max(this.#clock.now() * 1_000, this.#lastTime + 1, ...least)
    return this.#lastTime
  }

  /**
   * Stores the events of a change; may be repeated. False if claims may have gone past their time already, so that
   * nobody would find them: then they have to be stored once more, with a later time.
   *
   * The look comes after the writes are acknowledged, and whoever moves the low minute announces it before looking
   * into the minutes below for the last time: with quorums, one of the two sees the other.
   */
  async append(
    session: Session,
    change: { readonly op: string; readonly time: number; readonly events: readonly OutboxEvent[] },
  ): Promise<boolean> {
    const { op, time, events } = change
    const minute = minuteOf(time)
    const shards = shardsOf(events)
    await Promise.all([
      ...events.map(({ topic, key, value }, seq) =>
        session.write(ADD_RECORD, [shardOf(key), minute, time, op, seq, topic, key, value as Buffer, time]),
      ),
      ...shards.flatMap((shard) => [
        session.write(ADD_MINUTE, [shard, minute]),
        session.write(RAISE_HEAD, [time, time, shard]),
      ]),
    ])
    const now = await Promise.all(shards.map((shard) => findShard(session, shard)))
    return now.every(({ low, nextLow }) => minute >= Math.max(low ?? 0, nextLow ?? 0))
  }
}

function shardsOf(events: readonly OutboxEvent[]): readonly number[] {
  return [...new Set(events.map(({ key }) => shardOf(key)))]
}
