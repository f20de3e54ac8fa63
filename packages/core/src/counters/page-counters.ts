import type { EngineContext } from '../context/engine-context'
import type { PostId, UserId } from '../model'
import type { PostCounters } from '../ports'
import type { CallBudget } from '../runtime/call-budget'
import { PATIENCE_MS, readOptional } from '../runtime/patience'

type CountersRead = ReadonlyMap<PostId, PostCounters> | undefined

/**
 * Counters for one page: read as soon as a post is met, and waited for when the page is made, but not for long: a page is
 * worth more than the numbers on it. Posts that are ranked, not shown, need no newer counts than the process remembers.
 */
export class PageCounters {
  readonly #context: EngineContext
  readonly #viewerId: UserId
  readonly #budget: CallBudget
  readonly #asked = new Set<PostId>()
  readonly #reads: Promise<CountersRead>[] = []
  /** Counts of candidates as they were a moment before this read. */
  readonly #remembered = new Map<PostId, PostCounters['counts']>()

  constructor(context: EngineContext, viewerId: UserId, budget: CallBudget) {
    this.#context = context
    this.#viewerId = viewerId
    this.#budget = budget
  }

  /** Begins to read the counters of posts that were not met before: one call for all of them. */
  meet(postIds: readonly PostId[]): void {
    const unmet = [...new Set(postIds)].filter((postId) => !this.#asked.has(postId))
    if (unmet.length === 0) return
    for (const postId of unmet) this.#asked.add(postId)
    this.#reads.push(this.#read(unmet))
  }

  /** As {@link meet}, without those whose counts this process remembers. */
  meetCandidates(postIds: readonly PostId[]): void {
    const { processCache, runtime } = this.#context
    const nowMs = runtime.clock.now()
    const unknown = postIds.filter((postId) => {
      const counts = processCache.counts.get(postId, nowMs)
      if (counts !== undefined) this.#remembered.set(postId, counts)
      return counts === undefined
    })
    this.meet(unknown)
  }

  /** Counts to rank posts by that were met; undefined for those that could not be read in time. */
  async ofCandidates(postIds: readonly PostId[]): Promise<readonly (PostCounters['counts'] | undefined)[]> {
    const read = await this.#all()
    return postIds.map((postId) => read.get(postId)?.counts ?? this.#remembered.get(postId))
  }

  /** The counters of those posts; without those that could not be read in time, and whether there are any such. */
  async of(
    postIds: readonly PostId[],
  ): Promise<{ readonly counters: ReadonlyMap<PostId, PostCounters>; readonly complete: boolean }> {
    this.meet(postIds)
    const counters = await this.#all()
    return { counters, complete: postIds.every((postId) => counters.has(postId)) }
  }

  async #all(): Promise<ReadonlyMap<PostId, PostCounters>> {
    const all = new Map<PostId, PostCounters>()
    for (const found of await Promise.all(this.#reads)) {
      for (const [postId, each] of found ?? []) all.set(postId, each)
    }
    return all
  }

  /** Never rejects. */
  async #read(postIds: readonly PostId[]): Promise<CountersRead> {
    const { counters, tenant, runtime, processCache } = this.#context
    const params = { tenant, postIds, viewerId: this.#viewerId }
    const beganAtMs = runtime.clock.now()
    const read = await readOptional(runtime, {
      without: 'counters failed, a page comes without',
      limitMs: PATIENCE_MS,
      work: async () => counters?.read(params, this.#budget.forPort(PATIENCE_MS)),
    })
    if (read !== undefined) processCache.counts.remember(read, beganAtMs)
    return read
  }
}

/** Counters for a page, if anything is counted. */
export function createPageCounters(
  context: EngineContext,
  viewerId: UserId,
  budget: CallBudget,
): PageCounters | undefined {
  return context.counters === undefined ? undefined : new PageCounters(context, viewerId, budget)
}
