import type { FeedEngine } from '@feed-engine/core'
import type { EventConsumer } from '../event-consumer'

/** Finds public posts by their words. Reads the post anew for every event, so that late and repeated ones do no harm. */
export class SearchIndex implements EventConsumer {
  readonly group = 'search'
  readonly #engine: FeedEngine<string>
  readonly #words = new Map<string, Set<string>>()

  constructor(engine: FeedEngine<string>) {
    this.#engine = engine
  }

  get size(): number {
    return this.#words.size
  }

  find(word: string): readonly string[] {
    return [...this.#words].flatMap(([postId, words]) => (words.has(word.toLowerCase()) ? [postId] : []))
  }

  async handle({ data: { postId, authorId } }: Parameters<EventConsumer['handle']>[0]): Promise<void> {
    const post = await this.#engine.getPost({ postId, viewerId: authorId })
    if (post?.visibility === 'public') this.#words.set(postId, new Set(post.body?.toLowerCase().match(/\w+/g)))
    else this.#words.delete(postId)
  }
}
