import type {
  Clock,
  FeedKey,
  PortCall,
  Position,
  PushParams,
  PushStatus,
  RandomSource,
  ReaderClass,
  ReplaceParams,
  TimelineCache,
  TimelineCacheCapabilities,
  TimelineSlice,
} from '@feed-engine/core'
import { LRUCache } from 'lru-cache'
import { MemoryAdapter } from '../memory-adapter'
import { type MemoryOptions, resolveOptions } from '../options'
import { FeedMap } from './feed-map'
import { Timeline } from './timeline'

/**
 * Timelines in memory. Feeds that got the same push share one object per entry, so an entry costs a pointer. Beyond
 * `maxTimelines` the one that was not read for longest is forgotten.
 */
export class MemoryTimelineCache extends MemoryAdapter implements TimelineCache {
  readonly capabilities: TimelineCacheCapabilities = Object.freeze({ durable: false, bytesPerEntry: 16 })
  readonly #clock: Clock
  readonly #timelines = new FeedMap<Timeline>()
  /**
   * In the order of use. The life of a timeline is not this cache's `ttl`, which takes a start at time 0 for "none",
   * as a virtual clock may begin, and removes what has run out only when it is asked for.
   */
  readonly #recent: LRUCache<Timeline, FeedKey>
  readonly #incarnation: string

  constructor(options: MemoryOptions = {}) {
    super()
    const { clock, random, maxTimelines } = resolveOptions(options)
    this.#clock = clock
    this.#recent = new LRUCache({ max: maxTimelines, dispose: (feed) => this.#timelines.delete(feed) })
    this.#incarnation = `${hexWord(random)}${hexWord(random)}`
  }

  async push(params: PushParams, call?: PortCall): Promise<readonly PushStatus[]> {
    this.begin(call)
    const now = this.#clock.now()
    const entries = params.entries.map(({ position, authorHint }) => Object.freeze({ position, authorHint }))
    return params.feeds.map((feed) => {
      const timeline = this.#find(feed, now)
      if (timeline === undefined) return 'absent'
      if (timeline.readerClass < params.pushFrom) return 'skipped'
      for (const entry of entries) timeline.add(entry)
      timeline.trimWithSlack(params.maxEntries)
      return 'pushed'
    })
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
    this.begin(call)
    const now = this.#clock.now()
    const timeline = this.#find(params.feed, now)
    if (timeline === undefined) return null
    this.#prolong(timeline, now + params.idleTtlMs)
    return timeline.slice(params.before, params.limit)
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
    this.begin(call)
    const now = this.#clock.now()
    const { token, readerClass } = params
    const expiresAtMs = now + params.idleTtlMs
    const timeline = this.#find(params.feed, now)
    if (timeline === undefined) {
      this.#forgetExpired(now)
      this.#add(params.feed, new Timeline({ token, readerClass, expiresAtMs }))
      return 'opened'
    }
    this.#prolong(timeline, expiresAtMs)
    if (timeline.isFilled) return 'covered'
    timeline.reopen(token, readerClass)
    return 'opened'
  }

  async replace(params: ReplaceParams, call?: PortCall): Promise<'replaced' | 'stale' | 'absent'> {
    this.begin(call)
    const timeline = this.#find(params.feed, this.#clock.now())
    if (timeline === undefined) return 'absent'
    if (timeline.token !== params.token) return 'stale'
    timeline.replace(params)
    return 'replaced'
  }

  async evict(params: { readonly feeds: readonly FeedKey[] }, call?: PortCall): Promise<void> {
    this.begin(call)
    for (const feed of params.feeds) {
      const timeline = this.#timelines.get(feed)
      if (timeline !== undefined) this.#recent.delete(timeline)
    }
  }

  async incarnation(_params: { readonly feed: FeedKey }, call?: PortCall): Promise<string> {
    this.begin(call)
    return this.#incarnation
  }

  #find(feed: FeedKey, now: number): Timeline | undefined {
    const timeline = this.#timelines.get(feed)
    if (timeline === undefined || now < timeline.expiresAtMs) return timeline
    this.#recent.delete(timeline)
    return undefined
  }

  #add(feed: FeedKey, timeline: Timeline): void {
    const key = Object.freeze({ tenant: feed.tenant, kind: feed.kind, ownerId: feed.ownerId })
    this.#recent.set(timeline, key)
    this.#timelines.set(key, timeline)
  }

  #prolong(timeline: Timeline, expiresAtMs: number): void {
    timeline.expiresAtMs = expiresAtMs
    this.#recent.get(timeline)
  }

  /** Removes what has run out at the far end of the order of use, so that idle timelines don't wait for the bound. */
  #forgetExpired(now: number): void {
    let oldest = this.#recent.rkeys().next().value
    while (oldest !== undefined && now >= oldest.expiresAtMs) {
      this.#recent.delete(oldest)
      oldest = this.#recent.rkeys().next().value
    }
  }
}

function hexWord(random: RandomSource): string {
  return Math.floor(random.next() * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
}
