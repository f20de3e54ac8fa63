import type { UserId } from '@feed-engine/core'
import type { Redis } from 'ioredis'
import type { StampedPost } from '../stamped-post'

/** A sorted set per celebrity, of all that they have published lately. */
export class AuthorSets {
  readonly #client: Redis
  readonly #prefix: string

  constructor(client: Redis, prefix: string) {
    this.#client = client
    this.#prefix = prefix
  }

  keyOf(authorId: UserId): string {
    return `${this.#prefix}a:${authorId}`
  }

  async fill(authorId: UserId, posts: readonly StampedPost[]): Promise<void> {
    await this.#client.zadd(this.keyOf(authorId), ...posts.flatMap(({ createdAtMs, postId }) => [createdAtMs, postId]))
  }
}
