import type { Degradation } from '../api/page'
import type { EngineContext } from '../context/engine-context'
import { FeedError, type PostId, type PostRecord, type UserId } from '../model'
import type { SignalStore } from '../ports'
import type { CallBudget } from '../runtime/call-budget'
import { readOptional } from '../runtime/patience'
import { SIGNALS, subjectOf } from '../signals/subjects'

/** What a viewer has seen is a wish, not a rule: it gets no more than this of a read's time. */
const PATIENCE_MS = 250

/** Which of the posts that a read meets its viewer has seen. Where that cannot be told, they are shown. */
export class SeenPosts {
  readonly #context: EngineContext
  readonly #signals: SignalStore
  readonly #viewerId: UserId
  readonly #budget: CallBudget
  readonly #asked = new Set<PostId>()
  readonly #seen = new Set<PostId>()
  #failed = false

  constructor(
    context: EngineContext,
    parts: { readonly signals: SignalStore; readonly viewerId: UserId; readonly budget: CallBudget },
  ) {
    this.#context = context
    this.#signals = parts.signals
    this.#viewerId = parts.viewerId
    this.#budget = parts.budget
  }

  get degraded(): readonly Degradation[] {
    return this.#failed ? ['seen-unavailable'] : []
  }

  /** Whether the post was seen, or the original that it shows. */
  has(post: PostRecord): boolean {
    return this.#seen.has(post.id) || (post.repostOf !== undefined && this.#seen.has(post.repostOf.postId))
  }

  /** Asks about posts that nobody has asked about yet, all in one call. */
  async learn(postIds: Iterable<PostId>): Promise<void> {
    const keys = [...postIds].filter((postId) => !this.#asked.has(postId))
    if (keys.length === 0 || this.#failed) return
    for (const postId of keys) this.#asked.add(postId)
    const { tenant, runtime } = this.#context
    const subjects = [{ subject: subjectOf(SIGNALS.seen, this.#viewerId), keys }]
    const vectors = await readOptional(runtime, {
      without: 'seen posts are not known and are shown',
      limitMs: PATIENCE_MS,
      work: async () => this.#signals.read({ tenant, subjects }, this.#budget.forPort(PATIENCE_MS)),
    })
    if (vectors === undefined) this.#failed = true
    for (const { key } of vectors?.[0] ?? []) this.#seen.add(key)
  }
}

/** Throws `UNSUPPORTED` where nobody remembers what was seen. */
export function seenBy(context: EngineContext, viewerId: UserId, budget: CallBudget): SeenPosts {
  const { signals } = context
  if (signals === undefined) {
    throw new FeedError({ code: 'UNSUPPORTED', field: 'hideSeen', rule: 'needs stores.signals, which is missing' })
  }
  return new SeenPosts(context, { signals, viewerId, budget })
}
