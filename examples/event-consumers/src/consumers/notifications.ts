import type { FeedEngine } from '@feed-engine/core'
import type { EventConsumer } from '../event-consumer'

const MENTION = /@(\w+)/g

/** Tells people that they are mentioned, if they may see the post: the engine knows, so it is asked as they would ask. */
export class Notifications implements EventConsumer {
  readonly group = 'notifications'
  readonly #engine: FeedEngine<string>
  /** By post and person, so that an event that comes twice tells nobody twice. */
  readonly #sent = new Map<string, string>()

  constructor(engine: FeedEngine<string>) {
    this.#engine = engine
  }

  get sent(): readonly string[] {
    return [...this.#sent.values()]
  }

  async handle({ type, data }: Parameters<EventConsumer['handle']>[0]): Promise<void> {
    if (type !== 'post.published') return
    const { postId, authorId } = data
    const own = await this.#engine.getPost({ postId, viewerId: authorId })
    for (const [, name = ''] of own?.body?.matchAll(MENTION) ?? []) {
      const visible = await this.#engine.getPost({ postId, viewerId: name })
      if (visible !== null) this.#sent.set(`${postId} ${name}`, `${authorId} mentioned ${name}`)
    }
  }
}
