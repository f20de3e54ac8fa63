import type {
  AccountVisibility,
  AuthorState,
  EdgePage,
  EdgePageParams,
  FollowersPageParams,
  FollowParams,
  FollowResult,
  GraphStore,
  GraphStoreCapabilities,
  PairParams,
  PortCall,
  RecordDeliveryParams,
  TenantId,
  UserId,
  ViewerRelations,
  ViewerRelationsParams,
} from '@feed-engine/core'
import { MemoryAdapter } from '../memory-adapter'
import { type MemoryOptions, resolveOptions } from '../options'
import { EMPTY_PAGE, edgePage } from './edge-page'
import type { GraphUser } from './graph-user'
import type { OrdinalSet } from './ordinal-set'
import { TenantGraph } from './tenant-graph'
import { viewerRelations } from './viewer-relations'

/** Follows, blocks, mutes and delivery marks in memory. Pages are in the order in which users were first seen. */
export class MemoryGraphStore extends MemoryAdapter implements GraphStore {
  readonly capabilities: GraphStoreCapabilities = Object.freeze({ durable: false, followersByCell: true })
  readonly #tenants = new Map<TenantId, TenantGraph>()

  constructor(options: MemoryOptions = {}) {
    super()
    resolveOptions(options)
  }

  async follow(params: FollowParams & { readonly maxFollowees: number }, call?: PortCall): Promise<FollowResult> {
    this.begin(call)
    const graph = this.#graphOf(params.tenant)
    const follower = graph.user(params.followerId)
    const followee = graph.user(params.followeeId)
    if (follower.blocks(followee) || followee.blocks(follower)) return { status: 'blocked' }
    const state = follower.follows.state(followee)
    if (state === 'accepted') return { status: 'accepted', changed: false }
    if (state === 'pending' && followee.account === 'private') return { status: 'pending', changed: false }
    if (state === 'none' && follower.follows.size >= params.maxFollowees) return { status: 'limit' }
    return { status: follower.follow(followee), changed: true }
  }

  async approveFollow(
    params: FollowParams,
    call?: PortCall,
  ): Promise<{ readonly status: 'approved' | 'accepted' | 'missing' }> {
    this.begin(call)
    const [follower, followee] = this.#pair(params.tenant, params.followerId, params.followeeId)
    const state = follower.follows.state(followee)
    if (state === 'none') return { status: 'missing' }
    if (state === 'accepted') return { status: 'accepted' }
    follower.acceptedBy(followee)
    return { status: 'approved' }
  }

  async unfollow(params: FollowParams, call?: PortCall): Promise<{ readonly removed: boolean }> {
    this.begin(call)
    const [follower, followee] = this.#pair(params.tenant, params.followerId, params.followeeId)
    return { removed: follower.unfollow(followee) }
  }

  async followers(params: FollowersPageParams, call?: PortCall): Promise<EdgePage> {
    this.begin(call)
    return this.#page(params, (user) => user.followers)
  }

  async followees(params: EdgePageParams, call?: PortCall): Promise<EdgePage> {
    this.begin(call)
    return this.#page(params, (user) => user.follows.accepted)
  }

  async pendingFollowers(params: EdgePageParams, call?: PortCall): Promise<EdgePage> {
    this.begin(call)
    return this.#page(params, (user) => user.pendingFollowers)
  }

  async counts(
    params: { readonly tenant: TenantId; readonly userIds: readonly UserId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<UserId, { readonly followers: number; readonly followees: number }>> {
    this.begin(call)
    const graph = this.#tenants.get(params.tenant)
    return new Map(
      params.userIds.map((userId) => {
        const user = graph?.find(userId)
        return [userId, { followers: user?.followers.size ?? 0, followees: user?.follows.accepted.size ?? 0 }]
      }),
    )
  }

  async block(params: PairParams, call?: PortCall): Promise<void> {
    this.begin(call)
    const [user, target] = this.#pair(params.tenant, params.userId, params.targetId)
    user.block(target)
  }

  async unblock(params: PairParams, call?: PortCall): Promise<void> {
    this.begin(call)
    const [user, target] = this.#pair(params.tenant, params.userId, params.targetId)
    user.unblock(target)
  }

  async mute(params: PairParams, call?: PortCall): Promise<void> {
    this.begin(call)
    const [user, target] = this.#pair(params.tenant, params.userId, params.targetId)
    user.mute(target)
  }

  async unmute(params: PairParams, call?: PortCall): Promise<void> {
    this.begin(call)
    const [user, target] = this.#pair(params.tenant, params.userId, params.targetId)
    user.unmute(target)
  }

  async setAccountVisibility(
    params: { readonly tenant: TenantId; readonly userId: UserId; readonly visibility: AccountVisibility },
    call?: PortCall,
  ): Promise<void> {
    this.begin(call)
    this.#graphOf(params.tenant).user(params.userId).account = params.visibility
  }

  async viewerRelations(params: ViewerRelationsParams, call?: PortCall): Promise<ViewerRelations> {
    this.begin(call)
    return viewerRelations(this.#tenants.get(params.tenant), params)
  }

  async authorState(
    params: { readonly tenant: TenantId; readonly authorId: UserId },
    call?: PortCall,
  ): Promise<AuthorState> {
    this.begin(call)
    const author = this.#tenants.get(params.tenant)?.find(params.authorId)
    const followers = author?.followers.size ?? 0
    if (author?.delivery === undefined) return { followers }
    return { followers, delivery: { delivery: author.delivery, pulledUpTo: { ...author.marks } } }
  }

  async recordDelivery(params: RecordDeliveryParams, call?: PortCall): Promise<void> {
    this.begin(call)
    const { delivery, pulled } = params
    const graph = this.#graphOf(params.tenant)
    const author = graph.user(params.authorId)
    if (delivery !== undefined) author.delivery = Object.freeze({ ...delivery })
    if (pulled !== undefined) {
      author.raiseMark(pulled.belowClass, pulled.position)
      graph.marked.add(author)
    }
  }

  #page(params: FollowersPageParams, usersOf: (user: GraphUser) => OrdinalSet): EdgePage {
    const graph = this.#tenants.get(params.tenant)
    const user = graph?.find(params.userId)
    return graph === undefined || user === undefined ? EMPTY_PAGE : edgePage(graph, usersOf(user), params)
  }

  #pair(tenant: TenantId, userId: UserId, otherId: UserId): readonly [GraphUser, GraphUser] {
    const graph = this.#graphOf(tenant)
    return [graph.user(userId), graph.user(otherId)]
  }

  #graphOf(tenant: TenantId): TenantGraph {
    let graph = this.#tenants.get(tenant)
    if (graph === undefined) {
      graph = new TenantGraph()
      this.#tenants.set(tenant, graph)
    }
    return graph
  }
}
