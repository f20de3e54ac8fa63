import type { FeedItem, FeedPage } from '../api/page'
import type { BodyContext } from '../context/engine-context'
import { createPageCounters } from '../counters/page-counters'
import { FeedError, type PostId, type PostRecord, type Relation, type UserId } from '../model'
import type { SignalStore } from '../ports'
import { createPageProfiles } from '../profiles/page-profiles'
import { addDetails } from '../read/item-details'
import type { PageFiller } from '../read/page-filler'
import { ReadSession } from '../read/read-session'
import { CallBudget, within } from '../runtime/call-budget'
import { METRICS } from '../runtime/metrics'
import { BOARDS } from './board'
import { type Boards, byWeight, type Ranked } from './boards'
import { discoveredItems } from './discovered-items'
import { readTastes, type Tastes } from './tastes'

/** What fills up a page gets no more than this of a read's time, nor than half of what is left: the feed is there. */
const PATIENCE_MS = 500

type Asked = Parameters<PageFiller<unknown>['fillUp']>[1]

/** What was found for a page, and how much of it might have been. */
interface Discovered<Body> {
  readonly items: readonly FeedItem<Body>[]
  readonly share: number
}

/**
 * Fills up short home feeds with what is trending: in the viewer's favourite topics, then in their region, then
 * everywhere. Behind the feed's own items, in a ranked feed too.
 */
export class DiscoveryFiller<Body> implements PageFiller<Body> {
  readonly #context: BodyContext<Body>
  readonly #signals: SignalStore
  readonly #boards: Boards
  readonly #share: number

  constructor(
    context: BodyContext<Body>,
    parts: { readonly signals: SignalStore; readonly boards: Boards; readonly share: number },
  ) {
    this.#context = context
    this.#signals = parts.signals
    this.#boards = parts.boards
    this.#share = parts.share
  }

  async fillUp(page: FeedPage<Body>, asked: Asked, budget: CallBudget): Promise<FeedPage<Body>> {
    const { runtime } = this.#context
    const limitMs = Math.max(1, Math.min(PATIENCE_MS, Math.floor(budget.remainingMs / 2)))
    const late = (): Error => new FeedError({ code: 'DEADLINE_EXCEEDED', rule: 'discovery took too long' })
    const own = new CallBudget(runtime.clock, limitMs, undefined)
    try {
      const found = await within(runtime.timers, limitMs, this.#discover(page, asked, own), late)
      return await this.#withItems(page, found, asked, budget)
    } catch (error) {
      runtime.logger.warn('discovery failed, a short page stays short', { error: String(error) })
      const discovered = { share: this.#share, count: 0 }
      return { ...page, discovered, degraded: [...page.degraded, 'discovery-unavailable'] }
    }
  }

  async #discover(page: FeedPage<Body>, asked: Asked, budget: CallBudget): Promise<Discovered<Body>> {
    const { viewerId, limit, region, seen } = asked
    const { graph, tenant, options } = this.#context
    const [tastes, followees] = await Promise.all([
      readTastes(this.#context, this.#signals, viewerId, budget.forPort()),
      graph.followees({ tenant, userId: viewerId, limit: 1 }, budget.forPort()),
    ])
    const share = followees.userIds.length === 0 ? 1 : this.#share
    const wanted = Math.min(wholeOf(share, limit), limit - page.items.length)
    if (wanted === 0) return { items: [], share }
    const shown = new Set(page.items.flatMap(({ post, original }) => [post.id, original?.id ?? post.id]))
    const postIds = (await this.#postIds(tastes, region, budget)).filter((postId) => !shown.has(postId))
    const session = new ReadSession(this.#context, viewerId, budget, { seen })
    const isWelcome = (post: PostRecord, relation: Relation | undefined): boolean =>
      isForeign(post, relation, viewerId) &&
      !tastes.unwanted.has(post.authorId) &&
      (options.replies === 'all' || post.inReplyTo === undefined)
    return { items: await discoveredItems(this.#context, session, postIds, { limit: wanted, isWelcome }), share }
  }

  /** What is on the viewer's boards, nearest boards first: what is on several stands in the first of them. */
  async #postIds({ topics }: Tastes, region: string | undefined, budget: CallBudget): Promise<readonly PostId[]> {
    const signal = BOARDS.trending
    const places = region === undefined ? [undefined] : [region, undefined]
    const groups = [
      ...places.map((place) => topics.map((topic) => ({ signal, topic, region: place }))),
      ...places.map((place) => [{ signal, region: place }]),
    ]
    const ranked = await this.#boards.read(groups.flat(), budget.forPort())
    let next = 0
    const inOrder = groups.flatMap((group) => {
      const boards = ranked.slice(next, next + group.length)
      next += group.length
      return heaviest(boards.flat())
    })
    return [...new Set(inOrder)]
  }

  async #withItems(
    page: FeedPage<Body>,
    { items: found, share }: Discovered<Body>,
    { viewerId, seen }: Asked,
    budget: CallBudget,
  ): Promise<FeedPage<Body>> {
    this.#context.runtime.metrics.count(METRICS.discovered, found.length)
    const { items, profiles, degraded } = await addDetails(found, {
      profiles: createPageProfiles(this.#context, budget),
      counters: createPageCounters(this.#context, viewerId, budget),
    })
    return {
      ...page,
      items: [...page.items, ...items],
      ...(profiles === undefined ? {} : { profiles: new Map([...(page.profiles ?? []), ...profiles]) }),
      discovered: { share, count: items.length },
      degraded: [...new Set([...page.degraded, ...(seen?.degraded ?? []), ...degraded])],
    }
  }
}

/** What the feed itself could have, it has, or will have. */
function isForeign({ authorId }: PostRecord, relation: Relation | undefined, viewerId: UserId): boolean {
  return authorId !== viewerId && relation?.follow !== 'accepted'
}

/** Keys of several boards as one: what is on more than one of them counts as on that where it weighs most. */
function heaviest(ranked: readonly Ranked[]): readonly string[] {
  return [...ranked].sort(byWeight).map(({ key }) => key)
}

/** A share of a number of posts, rounded down; 0.29 of 100 is 29, whatever binary fractions say. */
function wholeOf(share: number, limit: number): number {
  return Math.floor(share * limit + 1e-9)
}
