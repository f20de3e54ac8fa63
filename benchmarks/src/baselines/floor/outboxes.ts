import type { UserId } from '@feed-engine/core'
import type { Redis } from 'ioredis'
import type { StampedPost } from '../stamped-post'
import { packEntry } from './packed-timeline'

/** Posts of pull authors, packed as timelines are, oldest first. */
export class Outboxes {
  readonly #client: Redis
  readonly #prefix: string

  constructor(client: Redis, prefix: string) {
    this.#client = client
    this.#prefix = prefix
  }

  keyOf(authorId: UserId): string {
    return `${this.#prefix}o:${authorId}`
  }

  async fill(authorId: UserId, posts: readonly StampedPost[]): Promise<void> {
    await this.#client.set(this.keyOf(authorId), Buffer.concat(posts.map(packEntry)))
  }
}
