import {
  FeedError,
  type FeedKey,
  type PortCall,
  type Position,
  type PushParams,
  type PushStatus,
  type ReaderClass,
  type ReplaceParams,
  type TimelineCache,
  type TimelineCacheCapabilities,
  type TimelineSlice,
} from '@feed-engine/core'
import { PostgresAdapter } from '../database/postgres-adapter'
import { packed, positionBytes } from './packed-entries'
import { sliceOf, type TimelineRow } from './timeline-row'
import * as sql from './timeline-statements'

/** How often a call begins anew when others change what it has just seen. */
const MAX_TRIES = 5

/**
 * Timelines in an unlogged table: what was written stays, but a crash of the server empties it, which only makes the
 * timelines cold. One push to a thousand feeds is one statement.
 */
export class PostgresTimelineCache extends PostgresAdapter implements TimelineCache {
  readonly capabilities: TimelineCacheCapabilities = Object.freeze({ durable: false, bytesPerEntry: 20 })

  async push(params: PushParams, call?: PortCall): Promise<readonly PushStatus[]> {
    const { feeds, entries, pushFrom, maxEntries } = params
    const [first] = entries
    const width = first === undefined ? null : positionBytes(first)
    const values = [...feedColumns(feeds), entries.map(packed), width, pushFrom, maxEntries]
    const { pushed, skipped } = await this.queryOne<{
      readonly pushed: readonly number[] | null
      readonly skipped: readonly number[] | null
    }>(sql.PUSH, values, call)
    const statuses = feeds.map((): PushStatus => 'absent')
    for (const place of pushed ?? []) statuses[place - 1] = 'pushed'
    for (const place of skipped ?? []) statuses[place - 1] = 'skipped'
    return statuses
  }

  async read(
    params: {
      readonly feed: FeedKey
      readonly before?: Position
      readonly limit: number
      readonly idleTtlMs: number
    },
    call?: PortCall,
  ): Promise<TimelineSlice | null> {
    const [row] = await this.query<TimelineRow>(sql.READ, [...keyOf(params.feed), params.idleTtlMs], call)
    return row === undefined ? null : sliceOf(row, params.before, params.limit)
  }

  async open(
    params: {
      readonly feed: FeedKey
      readonly token: string
      readonly readerClass: ReaderClass
      readonly idleTtlMs: number
    },
    call?: PortCall,
  ): Promise<'opened' | 'covered'> {
    const key = keyOf(params.feed)
    const values = [...key, params.token, params.readerClass, params.idleTtlMs]
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const [row] = await this.query<{ readonly covered: boolean }>(sql.OPEN, values, call)
      if (row !== undefined) return row.covered ? 'covered' : 'opened'
      await this.query(sql.REMOVE_EXPIRED, key, call)
    }
    throw unsettled()
  }

  async replace(params: ReplaceParams, call?: PortCall): Promise<'replaced' | 'stale' | 'absent'> {
    const { token, nextToken, coverage, add, remove, watermark, maxEntries } = params
    const key = keyOf(params.feed)
    const values = [
      ...key,
      token,
      nextToken,
      coverage.graphVersion,
      coverage.readerClass,
      watermark.length / 2,
      remove.map((position) => Buffer.from(position, 'hex')),
      Buffer.concat(add.map(packed)),
      watermark,
      maxEntries,
    ]
    if ((await this.query(sql.REPLACE, values, call)).length > 0) return 'replaced'
    return (await this.query(sql.IS_OPEN, key, call)).length > 0 ? 'stale' : 'absent'
  }

  async evict(params: { readonly feeds: readonly FeedKey[] }, call?: PortCall): Promise<void> {
    await this.query(sql.EVICT, feedColumns(params.feeds), call)
  }

  /** Changes when a crash has emptied the table. */
  async incarnation(_params: { readonly feed: FeedKey }, call?: PortCall): Promise<string> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const [row] = await this.query<{ readonly name: string }>(sql.INCARNATION, [], call)
      if (row !== undefined) return row.name
    }
    throw unsettled()
  }
}

function keyOf({ tenant, kind, ownerId }: FeedKey): unknown[] {
  return [tenant, kind, ownerId]
}

function feedColumns(feeds: readonly FeedKey[]): unknown[] {
  return [feeds.map(({ tenant }) => tenant), feeds.map(({ kind }) => kind), feeds.map(({ ownerId }) => ownerId)]
}

function unsettled(): FeedError {
  return new FeedError({ code: 'UNAVAILABLE', rule: 'the timeline keeps changing', retryable: true })
}
