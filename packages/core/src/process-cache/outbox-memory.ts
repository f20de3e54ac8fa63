import { LRUCache } from 'lru-cache'
import type { Position, UserId } from '../model'
import type { AuthorPage } from '../ports'
import type { RandomSource } from '../runtime/runtime'
import { isDueEarly } from './early-refresh'

/** Authors whose latest posts are remembered. */
const MAX_OUTBOXES = 10_000

interface Outbox {
  readonly page: AuthorPage
  readonly listedAtMs: number
  readonly tookMs: number
}

/**
 * The newest positions of authors whom many pull. Each is complete down from its newest position, its watermark: it
 * serves a reader whose graph knows of no later post, and nobody for longer than `ttlMs`, since a post may be stored
 * behind a later one.
 */
export class OutboxMemory {
  readonly ttlMs: number
  readonly #outboxes = new LRUCache<UserId, Outbox>({ max: MAX_OUTBOXES })

  /** @param ttlMs 0: remembers nothing */
  constructor(ttlMs: number) {
    this.ttlMs = ttlMs
  }

  get(authorId: UserId, nowMs: number): AuthorPage | undefined {
    const outbox = this.#outboxes.get(authorId)
    return outbox !== undefined && nowMs - outbox.listedAtMs < this.ttlMs ? outbox.page : undefined
  }

  /** @param listedAtMs when the listing began */
  remember(page: AuthorPage, listedAtMs: number, tookMs: number): void {
    const known = this.#outboxes.peek(page.authorId)
    if (known === undefined || known.listedAtMs <= listedAtMs) {
      this.#outboxes.set(page.authorId, { page, listedAtMs, tookMs })
    }
  }

  /** Whether to list an author again ahead of time. */
  refreshEarly(authorId: UserId, nowMs: number, random: RandomSource): boolean {
    const outbox = this.#outboxes.peek(authorId)
    if (outbox === undefined) return false
    return isDueEarly({ endsAtMs: outbox.listedAtMs + this.ttlMs, tookMs: outbox.tookMs }, nowMs, random)
  }

  /** Whether an outbox shows all posts up to a mark of the graph. */
  static reaches({ positions }: AuthorPage, mark: Position): boolean {
    const [newest] = positions
    return newest !== undefined && newest >= mark
  }

  forget(authorId: UserId): void {
    this.#outboxes.delete(authorId)
  }
}
