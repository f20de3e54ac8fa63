import type { PostId, PostRecord, PostStore } from '@feed-engine/core'

/** Posts as they were stored at first. Nobody in the simulated world may know them from here. */
export class StoredPosts {
  readonly #created = new Map<PostId, PostRecord>()
  /** Puts that the store itself left without an answer. */
  readonly #doubtful = new Map<PostId, PostRecord>()

  created(post: PostRecord): void {
    this.#created.set(post.id, post)
    this.#doubtful.delete(post.id)
  }

  /** Nobody knows whether the post was stored. */
  doubtful(post: PostRecord): void {
    if (!this.#created.has(post.id)) this.#doubtful.set(post.id, post)
  }

  get(postId: PostId): PostRecord | undefined {
    return this.#created.get(postId)
  }

  all(): Iterable<PostRecord> {
    return this.#created.values()
  }

  /** Asks the store for the posts in doubt, once nothing can happen to them any more. */
  async resolveDoubts(store: PostStore): Promise<void> {
    if (this.#doubtful.size === 0) return
    const found = await store.getMany({ tenant: 'default', postIds: [...this.#doubtful.keys()] })
    for (const [postId, post] of this.#doubtful) {
      const stored = found.get(postId)
      if (stored !== undefined && stored.authorId === post.authorId) this.created(post)
    }
  }
}
