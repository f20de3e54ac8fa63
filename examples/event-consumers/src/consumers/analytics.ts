import type { EventConsumer } from '../event-consumer'

/** Counts posts by author. Keeps the ids and not a counter: counting an event twice would be wrong, adding an id is not. */
export class Analytics implements EventConsumer {
  readonly group = 'analytics'
  readonly #posts = new Map<string, Set<string>>()

  get postsByAuthor(): ReadonlyMap<string, number> {
    return new Map([...this.#posts].map(([authorId, postIds]) => [authorId, postIds.size]))
  }

  async handle({ type, data }: Parameters<EventConsumer['handle']>[0]): Promise<void> {
    if (type !== 'post.published') return
    const known = this.#posts.get(data.authorId)
    if (known === undefined) this.#posts.set(data.authorId, new Set([data.postId]))
    else known.add(data.postId)
  }
}
