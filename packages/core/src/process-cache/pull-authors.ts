import { LRUCache } from 'lru-cache'
import type { UserId } from '../model'

/** Ids of authors, over all viewers. */
const MAX_REMEMBERED = 500_000

/**
 * Whom viewers pulled when they read last: a guess, so that the next read may list those authors before the graph has
 * said whom to list. A wrong guess costs a look in vain.
 */
export class PullAuthors {
  readonly #authors = new LRUCache<UserId, readonly UserId[]>({
    maxSize: MAX_REMEMBERED,
    sizeCalculation: ({ length }) => 1 + length,
  })

  of(viewerId: UserId): readonly UserId[] {
    return this.#authors.get(viewerId) ?? []
  }

  remember(viewerId: UserId, authorIds: readonly UserId[]): void {
    if (authorIds.length === 0) this.#authors.delete(viewerId)
    else this.#authors.set(viewerId, authorIds)
  }
}
