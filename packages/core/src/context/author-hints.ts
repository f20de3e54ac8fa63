import { LRUCache } from 'lru-cache'
import type { AuthorHint, TenantId, UserId } from '../model'
import { sha256, toHex } from '../runtime/crypto'

const HINT_BYTES = 8
const REMEMBERED = 50_000

/**
 * Hints of authors: 64 bits of a hash over tenant and author. The same in every process and for ever, whatever keys
 * rotate: an entry written by one release has to mean the same to the next. It hides nothing that the post id beside
 * it would not give away.
 */
export class AuthorHints {
  readonly #remembered = new LRUCache<string, AuthorHint>({ max: REMEMBERED })
  readonly #authors = new LRUCache<AuthorHint, UserId>({ max: REMEMBERED })

  of(tenant: TenantId, authorId: UserId): AuthorHint {
    const name = `${tenant}\n${authorId}`
    const known = this.#remembered.get(name)
    if (known !== undefined) return known
    const hint = toHex(sha256(['author-hint', tenant, authorId]).subarray(0, HINT_BYTES))
    this.#remembered.set(name, hint)
    this.#authors.set(hint, authorId)
    return hint
  }

  /**
   * Whose hint this is, if this process has met the author lately, under whichever tenant. Good for asking ahead what
   * will be needed; who wrote a post is what its record says.
   */
  authorOf(hint: AuthorHint): UserId | undefined {
    return this.#authors.get(hint)
  }
}
