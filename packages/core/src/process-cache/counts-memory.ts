import { LRUCache } from 'lru-cache'
import type { PostId } from '../model'
import type { PostCounters } from '../ports'

/** Posts whose counts are remembered: about ten megabytes. */
const MAX_POSTS = 50_000

type Counts = PostCounters['counts']

/** What was counted for posts a moment ago: enough to rank by, nothing to show. */
export class CountsMemory {
  readonly #ttlMs: number
  readonly #counts = new LRUCache<PostId, { readonly counts: Counts; readonly readAtMs: number }>({ max: MAX_POSTS })

  /** @param ttlMs 0: remembers nothing */
  constructor(ttlMs: number) {
    this.#ttlMs = ttlMs
  }

  get(postId: PostId, nowMs: number): Counts | undefined {
    const known = this.#counts.peek(postId)
    return known !== undefined && nowMs - known.readAtMs < this.#ttlMs ? known.counts : undefined
  }

  /** @param readAtMs when reading began */
  remember(counters: ReadonlyMap<PostId, PostCounters>, readAtMs: number): void {
    if (this.#ttlMs === 0) return
    for (const [postId, { counts }] of counters) this.#counts.set(postId, { counts, readAtMs })
  }
}
