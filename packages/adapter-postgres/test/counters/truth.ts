import type { Counts, Interaction, PostId } from '@feed-engine/core'

/** What the counters have to be after interactions of viewers, by the definition: kept in memory, in no hurry. */
export class Truth {
  readonly #likes = new Map<string, { readonly on: boolean; readonly atMs: number }>()
  readonly #events = new Set<string>()

  record(viewerId: string, { kind, postId = '', eventId = '', atMs = 0 }: Interaction): void {
    if (kind !== 'like' && kind !== 'unlike') {
      this.#events.add(`${kind} ${postId} ${viewerId} ${eventId}`)
      return
    }
    const [name, on] = [`${postId} ${viewerId}`, kind === 'like']
    const known = this.#likes.get(name)
    if (known === undefined || atMs > known.atMs || (atMs === known.atMs && on)) this.#likes.set(name, { on, atMs })
  }

  likes(viewerId: string, postId: PostId): boolean {
    return this.#likes.get(`${postId} ${viewerId}`)?.on === true
  }

  counts(postId: PostId): Counts {
    const events = (kind: string) => [...this.#events].filter((event) => event.startsWith(`${kind} ${postId} `)).length
    const likes = [...this.#likes].filter(([name, { on }]) => on && name.startsWith(`${postId} `)).length
    return { likes, replies: events('reply'), reposts: 0, quotes: 0, views: events('view') }
  }
}
