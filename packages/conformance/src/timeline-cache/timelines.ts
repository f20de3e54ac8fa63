import {
  type FeedKey,
  lowestPosition,
  type Position,
  type PushParams,
  type PushStatus,
  type ReplaceParams,
  type TimelineCache,
  type TimelineEntry,
  type TimelineSlice,
} from '@feed-engine/core'
import type { Fixtures } from '../kit/fixtures'
import { ensure, ensureEqual } from '../kit/violation'

/** Long enough that no timeline of a rule ends by itself. */
export const LONG_TTL_MS = 600_000
export const ROOMY = 1_000
/**
 * Watermark of a feed that is being filled and has dropped nothing. Nobody has told the cache the width yet, and the
 * lowest positions of both widths are below every post: either will do.
 */
export const NOTHING_DROPPED = '0'

export async function open(
  cache: TimelineCache,
  params: {
    readonly feed: FeedKey
    readonly token: string
    readonly readerClass?: number
    readonly idleTtlMs?: number
  },
): Promise<'opened' | 'covered'> {
  return cache.open({ readerClass: 0, idleTtlMs: LONG_TTL_MS, ...params })
}

type Change = Pick<ReplaceParams, 'feed' | 'token' | 'nextToken'> & Partial<ReplaceParams>

export function replace(cache: TimelineCache, make: Fixtures, change: Change): ReturnType<TimelineCache['replace']> {
  return cache.replace({
    add: [],
    remove: [],
    watermark: lowestPosition(make.codec.width),
    coverage: { graphVersion: 1, readerClass: 0 },
    maxEntries: ROOMY,
    ...change,
  })
}

/** Opens a feed and fills it; answers the token that it has then. */
export async function openFilled(
  cache: TimelineCache,
  make: Fixtures,
  params: { readonly feed: FeedKey; readonly positions?: readonly Position[] } & Partial<ReplaceParams>,
): Promise<string> {
  const { positions = [], ...change } = params
  const [token, nextToken] = [make.name('token'), make.name('token')]
  ensureEqual(await open(cache, { feed: params.feed, token }), 'opened', 'open of an absent feed')
  const result = await replace(cache, make, { token, nextToken, add: make.entries(positions), ...change })
  ensureEqual(result, 'replaced', 'replace under the token of open')
  return nextToken
}

export async function push(
  cache: TimelineCache,
  params: Pick<PushParams, 'entries'> & { readonly feed: FeedKey } & Partial<PushParams>,
): Promise<PushStatus | undefined> {
  const { feed, ...rest } = params
  const statuses = await cache.push({ feeds: [feed], pushFrom: 0, maxEntries: ROOMY, ...rest })
  ensureEqual(statuses.length, 1, 'number of statuses for one feed')
  return statuses[0]
}

export async function readOrNull(cache: TimelineCache, feed: FeedKey): Promise<TimelineSlice | null> {
  const slice = await cache.read({ feed, limit: 10_000, idleTtlMs: LONG_TTL_MS })
  const isLowest = slice?.coverage === null && /^(0{16}|0{32})$/.test(slice.watermark)
  return isLowest ? { ...slice, watermark: NOTHING_DROPPED } : slice
}

/** The whole timeline of a feed that has to be there, checked against what holds of every slice. */
export async function readAll(cache: TimelineCache, feed: FeedKey): Promise<TimelineSlice> {
  const slice = await readOrNull(cache, feed)
  ensure(slice !== null, 'an open feed has to be there')
  ensure(!slice.more, 'more has to be false when everything was read')
  ensureSlice(slice)
  return slice
}

export function ensureSlice({ entries, watermark }: TimelineSlice): void {
  for (const [index, { position }] of entries.entries()) {
    const above = entries[index - 1]?.position
    ensure(above === undefined || position < above, 'entries have to be newest first, each position once')
    ensure(position > watermark, 'entries have to lie above the watermark')
  }
}

export function positionsOf(slice: { readonly entries: readonly TimelineEntry[] }): Position[] {
  return slice.entries.map(({ position }) => position)
}

export async function positionsIn(cache: TimelineCache, feed: FeedKey): Promise<Position[]> {
  return positionsOf(await readAll(cache, feed))
}
