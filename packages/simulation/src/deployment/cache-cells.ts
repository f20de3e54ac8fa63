import {
  cellOf,
  type FeedKey,
  type PushParams,
  type PushStatus,
  type ReplaceParams,
  type TimelineCache,
  type TimelineCacheCapabilities,
  type TimelineSlice,
} from '@feed-engine/core'

interface CacheCell {
  readonly cache: TimelineCache
  readonly life: number
}

/**
 * Timeline caches, each with the feeds of one slice of the users, that fail over independently. The replica that
 * takes over lacks the last writes and cannot know which, so it serves no timeline of the life before: by the port's
 * contract they are absent, as if it were empty, and the incarnation is a new one. That is also why a call that
 * arrives late can hit another life than it was meant for.
 */
export class CacheCells implements TimelineCache {
  readonly name: string
  readonly capabilities: TimelineCacheCapabilities
  readonly #create: () => TimelineCache
  readonly #cells: CacheCell[]

  constructor(count: number, create: () => TimelineCache) {
    this.#create = create
    this.#cells = Array.from({ length: count }, () => ({ cache: create(), life: 0 }))
    const { cache } = this.#cell(0)
    this.name = cache.name
    this.capabilities = Object.freeze({ ...cache.capabilities, cells: count })
  }

  get count(): number {
    return this.#cells.length
  }

  /** Puts a replica in the place of a cell. */
  failOver(index: number): void {
    this.#cells[index] = { cache: this.#create(), life: this.#cell(index).life + 1 }
  }

  read(params: Parameters<TimelineCache['read']>[0]): Promise<TimelineSlice | null> {
    return this.#cacheOf(params.feed).read(params)
  }

  open(params: Parameters<TimelineCache['open']>[0]): Promise<'opened' | 'covered'> {
    return this.#cacheOf(params.feed).open(params)
  }

  replace(params: ReplaceParams): Promise<'replaced' | 'stale' | 'absent'> {
    return this.#cacheOf(params.feed).replace(params)
  }

  async incarnation({ feed }: { readonly feed: FeedKey }): Promise<string> {
    const { cache, life } = this.#cell(this.#indexOf(feed))
    return `${life} ${await cache.incarnation({ feed })}`
  }

  /** Pushes to every feed in its cell; statuses in the order of the feeds. */
  async push(params: PushParams): Promise<readonly PushStatus[]> {
    const statuses: PushStatus[] = params.feeds.map(() => 'failed')
    for (const [index, { cache }] of this.#cells.entries()) {
      const places = params.feeds.flatMap((feed, place) => (this.#indexOf(feed) === index ? [{ feed, place }] : []))
      if (places.length === 0) continue
      const answers = await cache.push({ ...params, feeds: places.map(({ feed }) => feed) })
      for (const [nth, { place }] of places.entries()) statuses[place] = answers[nth] ?? 'failed'
    }
    return statuses
  }

  async evict({ feeds }: { readonly feeds: readonly FeedKey[] }): Promise<void> {
    for (const feed of feeds) await this.#cacheOf(feed).evict({ feeds: [feed] })
  }

  async close(): Promise<void> {
    for (const { cache } of this.#cells) await cache.close()
  }

  #cacheOf(feed: FeedKey): TimelineCache {
    return this.#cell(this.#indexOf(feed)).cache
  }

  #indexOf(feed: FeedKey): number {
    return cellOf(feed.ownerId, this.#cells.length)
  }

  #cell(index: number): CacheCell {
    const cell = this.#cells[index]
    if (cell === undefined) throw new RangeError('there is no such cell')
    return cell
  }
}
