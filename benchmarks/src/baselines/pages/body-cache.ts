import type { PostId } from '@feed-engine/core'
import type { Redis } from 'ioredis'
import type { ShownPost } from '../read-way'

const LIFE_MS = 24 * 60 * 60 * 1_000
const POSTS_AT_ONCE = 500

/** A post as it is cached. */
export interface CachedPost extends ShownPost {
  readonly version: number
}

/** Posts with their bodies in Redis, as JSON. */
export class BodyCache {
  readonly #client: Redis
  readonly #prefix: string

  constructor(client: Redis, prefix: string) {
    this.#client = client
    this.#prefix = prefix
  }

  async fill(posts: readonly CachedPost[]): Promise<void> {
    for (let from = 0; from < posts.length; from += POSTS_AT_ONCE) {
      const pipeline = this.#client.pipeline()
      for (const post of posts.slice(from, from + POSTS_AT_ONCE)) {
        pipeline.set(this.#keyOf(post.id), JSON.stringify(post), 'PX', LIFE_MS)
      }
      await pipeline.exec()
    }
  }

  /** One MGET. Fails for a post that is not there: in a benchmark all of them are. */
  async get(postIds: readonly PostId[]): Promise<readonly CachedPost[]> {
    const texts = await this.#client.mget(postIds.map((postId) => this.#keyOf(postId)))
    return texts.map((text) => {
      if (text === null) throw new Error('a post is not in the cache')
      return JSON.parse(text) as CachedPost
    })
  }

  #keyOf(postId: PostId): string {
    return `${this.#prefix}b:${postId}`
  }
}
