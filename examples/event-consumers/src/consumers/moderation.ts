import type { FeedEngine } from '@feed-engine/core'
import type { EventConsumer } from '../event-consumer'

/** Hides posts with words that are not wanted. That is a change like any other: the other groups hear of it. */
export class Moderation implements EventConsumer {
  readonly group = 'moderation'
  readonly hidden = new Set<string>()
  readonly #engine: FeedEngine<string>
  readonly #unwanted: readonly string[]

  constructor(engine: FeedEngine<string>, unwanted: readonly string[]) {
    this.#engine = engine
    this.#unwanted = unwanted
  }

  async handle({ type, data }: Parameters<EventConsumer['handle']>[0]): Promise<void> {
    if (type !== 'post.published') return
    const { postId, authorId } = data
    const post = await this.#engine.getPost({ postId, viewerId: authorId })
    if (!this.#unwanted.some((word) => post?.body?.includes(word) === true)) return
    await this.#engine.setPostVisibility({ postId, authorId, visibility: 'private' })
    this.hidden.add(postId)
  }
}
