import type { InteractionRecorded } from '../codec/feed-events'
import type { EngineContext } from '../context/engine-context'
import {
  DISCOVERY_GROUP,
  EVERY_READER,
  highestPosition,
  type InteractionKind,
  type PostId,
  type PostRecord,
  type TenantId,
  type UndoneKind,
  type UserId,
} from '../model'
import type { PortCall, SignalStore, SignalUpdate } from '../ports'
import { boardUpdates, followUpdates } from './board-updates'

/** Adds what viewers do to boards: public posts of public accounts alone, as they are when the event is worked on. */
export class BoardConsumer {
  readonly group = DISCOVERY_GROUP
  readonly #context: EngineContext
  readonly #signals: SignalStore

  constructor(context: EngineContext, signals: SignalStore) {
    this.#context = context
    this.#signals = signals
  }

  async apply(tenant: TenantId, all: readonly InteractionRecorded[], call: PortCall): Promise<readonly string[]> {
    const events = all.filter(({ data }) => this.#weightOf(data.kind) > 0)
    const posts = await this.#readPosts(tenant, events, call)
    const authors = new Set([...posts.values(), ...events.map(({ data }) => data)].map(({ authorId }) => authorId))
    const isPublic = await this.#publicAccounts(tenant, authors, call)
    const nowMs = this.#context.runtime.clock.now()
    const updates = events.flatMap((event): readonly SignalUpdate[] => {
      const { kind, postId, authorId, viewerId } = event.data
      const weight = this.#weightOf(kind)
      if (kind === 'follow') return isPublic(authorId) ? followUpdates(event, weight) : []
      const post = postId === undefined ? undefined : posts.get(postId)
      if (post === undefined || post.authorId === viewerId) return []
      return isShownToAll(post, nowMs) && isPublic(post.authorId) ? boardUpdates(event, post, weight) : []
    })
    return updates.length === 0 ? [] : this.#signals.record({ tenant, nowMs, updates }, call)
  }

  /** What the posts named show, by the id named: of a repost the original. */
  async #readPosts(
    tenant: TenantId,
    events: readonly InteractionRecorded[],
    call: PortCall,
  ): Promise<ReadonlyMap<PostId, PostRecord>> {
    const { posts } = this.#context
    const postIds = new Set(events.flatMap(({ data: { kind, postId } }) => (kind === 'follow' ? [] : (postId ?? []))))
    if (postIds.size === 0) return new Map()
    const named = await posts.getMany({ tenant, postIds: [...postIds] }, call)
    const originalIds = new Set([...named.values()].flatMap(({ repostOf }) => repostOf?.postId ?? []))
    if (originalIds.size === 0) return named
    const originals = await posts.getMany({ tenant, postIds: [...originalIds] }, call)
    return new Map(
      [...named].flatMap(([postId, post]) => {
        const shown = post.repostOf === undefined ? post : originals.get(post.repostOf.postId)
        return shown === undefined ? [] : [[postId, shown]]
      }),
    )
  }

  async #publicAccounts(
    tenant: TenantId,
    authors: ReadonlySet<UserId>,
    call: PortCall,
  ): Promise<(authorId: UserId) => boolean> {
    const [anyone] = authors
    if (anyone === undefined) return () => false
    const { graph, ids } = this.#context
    const params = {
      tenant,
      viewerId: anyone,
      authorIds: [...authors],
      readerClass: EVERY_READER,
      pulledAbove: highestPosition(ids.width),
      newFolloweesLimit: 1,
    }
    const { relations } = await graph.viewerRelations(params, call)
    return (authorId) => relations.get(authorId)?.account === 'public'
  }

  /**
   * As in the engagement of the default score; a follow as in the relationship to its author. What counts nothing costs no
   * look at a store: views, unless they are given a weight.
   */
  #weightOf(kind: InteractionKind | UndoneKind): number {
    const { ranking, signals } = this.#context.options
    const { likes, reposts, replies, quotes, views } = ranking.scoring.engagementWeights
    switch (kind) {
      case 'like':
        return likes
      case 'repost':
        return reposts
      case 'reply':
        return replies
      case 'quote':
        return quotes
      case 'view':
        return views
      case 'follow':
        return signals.weights.follow
      default:
        return 0
    }
  }
}

function isShownToAll({ state, visibility, expiresAtMs }: PostRecord, nowMs: number): boolean {
  return state === 'visible' && visibility === 'public' && (expiresAtMs === undefined || expiresAtMs > nowMs)
}
