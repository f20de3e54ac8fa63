import type { AuthorPage, AuthorRange, PostId, UserId } from '@feed-engine/core'
import { AuthorPositions } from './author-positions'
import type { StoredPost } from './log-entry'

/** What stands under an id. `tombstone`: it was deleted before it was put. */
export type Found = StoredPost | 'tombstone' | undefined

/** The posts of one tenant, in memory. */
export class TenantPosts {
  readonly #posts = new Map<PostId, StoredPost | 'tombstone'>()
  readonly #idsByKey = new Map<string, PostId>()
  readonly #authors = new Map<UserId, AuthorPositions>()

  find(postId: PostId): Found {
    return this.#posts.get(postId)
  }

  findByKey(authorId: UserId, idempotencyKey: string): Found {
    const postId = this.#idsByKey.get(keyOf(authorId, idempotencyKey))
    return postId === undefined ? undefined : this.#posts.get(postId)
  }

  page(range: AuthorRange, limit: number): AuthorPage {
    const author = this.#authors.get(range.authorId)
    return author?.page(range, limit) ?? { authorId: range.authorId, positions: [], more: false }
  }

  store(post: StoredPost, idempotencyKey: string | undefined): void {
    const author = this.#authors.get(post.authorId) ?? new AuthorPositions()
    this.#authors.set(post.authorId, author)
    if (post.state === 'deleted') author.remove(post.position)
    else author.add(post.position)
    this.#posts.set(post.id, post)
    if (idempotencyKey !== undefined) this.#idsByKey.set(keyOf(post.authorId, idempotencyKey), post.id)
  }

  bury(postId: PostId): void {
    this.#posts.set(postId, 'tombstone')
  }

  /** Everything under an id, with the idempotency keys that name it. */
  *all(): Iterable<{ readonly postId: PostId; readonly found: StoredPost | 'tombstone'; readonly key?: string }> {
    const keys = new Map([...this.#idsByKey].map(([text, postId]) => [postId, keyIn(text)]))
    for (const [postId, found] of this.#posts) {
      const key = keys.get(postId)
      yield { postId, found, ...(key === undefined ? {} : { key }) }
    }
  }
}

/** As JSON, so that no characters of the one run into the other. */
function keyOf(authorId: UserId, idempotencyKey: string): string {
  return JSON.stringify([authorId, idempotencyKey])
}

function keyIn(text: string): string | undefined {
  const [, key] = JSON.parse(text) as [UserId, string]
  return key
}
