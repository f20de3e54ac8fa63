import type { FeedKey, Position, ReaderClass, TimelineCoverage, TimelineEntry } from '../model'
import type { Adapter, AdapterCapabilities, PortCall } from './call'

export interface TimelineCacheCapabilities extends AdapterCapabilities {
  /** A rough size of one entry at rest, in bytes; for planning. */
  readonly bytesPerEntry: number
  /**
   * Number of cells that timelines lie in, a positive integer: that of a feed is `cellOf(ownerId, cells)`, and a push
   * costs less the fewer cells its feeds lie in. The engine fans large authors out cell by cell, where the graph store
   * can list followers so. @defaultValue 1
   */
  readonly cells?: number
}

export interface PushParams {
  readonly feeds: readonly FeedKey[]
  readonly entries: readonly TimelineEntry[]
  /** Feeds filled for a lower reader class are skipped. */
  readonly pushFrom: ReaderClass
  /** Size to trim to; an adapter may let a timeline grow by a quarter more before it trims. */
  readonly maxEntries: number
}

/**
 * - `pushed`: the feed holds the entries now, or ignores them for good (at or below its watermark, or trimmed). Also the
 *   answer of an adapter that finds out only by the next read that what it holds is of an old incarnation, and absent.
 * - `skipped`: the feed is filled for a lower reader class.
 * - `absent`: the feed is not open; it will be filled from the stores when somebody reads it.
 * - `failed`: unknown; push again.
 */
export type PushStatus = 'pushed' | 'skipped' | 'absent' | 'failed'

export interface TimelineSlice {
  /** Newest first, each position once, all above `watermark` and below the asked `before`. */
  readonly entries: readonly TimelineEntry[]
  /** Whether entries lie between the last of `entries` and the watermark. */
  readonly more: boolean
  /**
   * What the timeline claims: every covered post above this position that was pushed is in it. Highest position that
   * was ever dropped by a trim or left out by a replace. The lowest position, of either width, when nothing was.
   */
  readonly watermark: Position
  /** `null` while the timeline is being filled: it collects pushes, but claims nothing. */
  readonly coverage: TimelineCoverage | null
  /** Changes with every `open` and `replace`, never with a push. */
  readonly token: string
}

export interface ReplaceParams {
  readonly feed: FeedKey
  /** The token that the change was prepared under. */
  readonly token: string
  /** The token afterwards: random, never used before. */
  readonly nextToken: string
  /** Entries to add, in any order; those that are there stay as they are. */
  readonly add: readonly TimelineEntry[]
  /** Positions to remove, if present, before adding: one that is also added is there afterwards. */
  readonly remove: readonly Position[]
  /** The watermark becomes the highest of this, the current one, and what trimming to `maxEntries` drops. */
  readonly watermark: Position
  readonly coverage: TimelineCoverage
  readonly maxEntries: number
}

/**
 * Timelines, each a set of entries complete above its watermark. A cache may lose any timeline at any time, as a
 * whole: an absent one means "unknown", never "empty". What it may not do is lose part of one and still claim
 * coverage: after a fail-over or a restore that may have lost writes, timelines of the old incarnation are absent.
 *
 * A timeline lives for `idleTtlMs` after the last `read` or `open`; pushes do not prolong it.
 * `push`, `replace` and `evict` are atomic per feed.
 */
export interface TimelineCache extends Adapter {
  readonly capabilities: TimelineCacheCapabilities

  /**
   * Adds entries to every open feed among `feeds`; idempotent by position: one that is there stays, hint included. Ignores entries at or below a feed's
   * watermark; trims the lowest entries beyond `maxEntries` and raises the watermark to the highest one dropped.
   * One status per feed, in order. Throws only if nothing was pushed to any feed.
   */
  push(params: PushParams, call?: PortCall): Promise<readonly PushStatus[]>

  /** Reads at most `limit` entries below `before` (absent: from the top); `null` if the feed is absent. */
  read(
    params: {
      readonly feed: FeedKey
      readonly before?: Position
      readonly limit: number
      readonly idleTtlMs: number
    },
    call?: PortCall,
  ): Promise<TimelineSlice | null>

  /**
   * Starts filling a feed: from now on it collects pushes. `opened` if it was absent, or being filled under another
   * token, which is void now (what was collected stays, the watermark too, and `readerClass` counts from now); `covered`, and nothing changed, if it is filled already.
   */
  open(
    params: {
      readonly feed: FeedKey
      readonly token: string
      readonly readerClass: ReaderClass
      readonly idleTtlMs: number
    },
    call?: PortCall,
  ): Promise<'opened' | 'covered'>

  /**
   * Changes a timeline in bulk, if its token is still `token`; what was pushed in the meantime stays. Never creates
   * a feed. `stale`: another change came first; `absent`: the feed is gone; nothing is changed by either.
   */
  replace(params: ReplaceParams, call?: PortCall): Promise<'replaced' | 'stale' | 'absent'>

  /** Forgets feeds. */
  evict(params: { readonly feeds: readonly FeedKey[] }, call?: PortCall): Promise<void>

  /**
   * Names the life of the storage behind a feed: it changes when writes may have been lost (a fail-over, a flush, a
   * restart). For metrics and for replaying what may have been lost.
   */
  incarnation(params: { readonly feed: FeedKey }, call?: PortCall): Promise<string>
}
