import { setTimeout } from 'node:timers/promises'
import type { Post } from '@feed-engine/core'
import type { LiveFeed, Note } from './live-feed'

/**
 * Between two looks at a page, or a share of the wait so far if that is longer: what latencies are too long by at most,
 * besides a read. Looking as often at what takes long would be a load of its own, and make it take longer still.
 */
const LOOKS_EVERY_MS = 5
const LOOKS_EVERY_SHARE = 0.05
const VISIBLE_WITHIN_MS = 60_000
const PAGE = 20

export interface WatchedPost {
  readonly post: Post<Note>
  /** Who has to see it. */
  readonly followerId: string
  /** When it was to be published, by `performance.now()`. */
  readonly dueMs: number
}

/** Looks at pages of followers until they show what was published. */
export class VisibilityWatch {
  readonly #feed: Pick<LiveFeed, 'engine'>
  readonly #every: number
  readonly #watched: Promise<number>[] = []

  /** @param every one in so many posts is watched */
  constructor(feed: Pick<LiveFeed, 'engine'>, every: number) {
    this.#feed = feed
    this.#every = every
  }

  /** Watches a post, if it is its turn; others go by. */
  see(turn: number, post: WatchedPost): void {
    if (turn % this.#every !== 0) return
    const visible = this.#untilVisible(post)
    // Told to whoever asks for the latencies, and to nobody before.
    visible.catch(() => undefined)
    this.#watched.push(visible)
  }

  /** From due to visible, of each watched post. Fails if one has not become visible within a minute. */
  async latenciesMs(): Promise<Float64Array<ArrayBuffer>> {
    return Float64Array.from(await Promise.all(this.#watched))
  }

  async #untilVisible({ post, followerId, dueMs }: WatchedPost): Promise<number> {
    for (;;) {
      const visible = await this.#isVisible(post, followerId)
      const waitedMs = performance.now() - dueMs
      if (visible) return waitedMs
      if (waitedMs > VISIBLE_WITHIN_MS) throw new Error('a follower was not shown a post within a minute')
      await setTimeout(Math.max(LOOKS_EVERY_MS, waitedMs * LOOKS_EVERY_SHARE))
    }
  }

  /** Whether a page down to the time of the post shows it: newer ones may have filled the first. */
  async #isVisible({ id, createdAtMs }: Post<Note>, viewerId: string): Promise<boolean> {
    const { engine } = this.#feed
    for (let cursor: string | undefined; ; ) {
      const page = await engine.homeTimeline({ viewerId, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
      if (page.items.some(({ post }) => post.id === id)) return true
      const oldest = page.items.at(-1)
      cursor = page.nextCursor
      if (cursor === undefined || oldest === undefined || oldest.post.createdAtMs < createdAtMs) return false
    }
  }
}
