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
import { CassandraAdapter } from '../cassandra-adapter'
import type { Session } from '../database/session'
import { findAccount, recordDelivery } from './accounts'
import { followeePage } from './followee-page'
import { followerCopies } from './follower-copies'
import { FIND_USER, SET_VISIBILITY } from './graph-statements'
import { type Decide, NO_FOLLOW, type Pair, relationChanges } from './relation-changes'
import type { UserRow } from './relation-row'
import { viewerRelations } from './viewer-relations'

/** Follows, blocks, mutes and delivery marks, for graphs that outgrow one database. */
export class CassandraGraphStore extends CassandraAdapter implements GraphStore {
  readonly capabilities: GraphStoreCapabilities = Object.freeze({ durable: true, followersByCell: true })

  async follow(params: FollowParams & { readonly maxFollowees: number }, call?: PortCall): Promise<FollowResult> {
    const { tenant, followeeId, maxFollowees } = params
    return this.write(call, async (session) => {
      const { visibility } = await findAccount(session, tenant, followeeId)
      let result: FollowResult = { status: 'blocked' }
      await relationChanges.change(session, pairOf(params), (row, user, revision) => {
        if (row.blocking === true || row.blocked_by === true) {
          result = { status: 'blocked' }
        } else if (row.follow === 'accepted' || (row.follow === 'pending' && visibility === 'private')) {
          result = { status: row.follow, changed: false }
        } else if (row.follow === null && (user.edges ?? 0) >= maxFollowees) {
          result = { status: 'limit' }
        } else {
          result = { status: visibility === 'private' ? 'pending' : 'accepted', changed: true }
          const state = visibility === 'private' ? PENDING : acceptedAt((user.graph_version ?? 0) + 1)
          return { ...state, changed: revision }
        }
        return undefined
      })
      return result
    })
  }

  async approveFollow(
    params: FollowParams,
    call?: PortCall,
  ): Promise<{ readonly status: 'approved' | 'accepted' | 'missing' }> {
    return this.write(call, async (session) => {
      let status: 'approved' | 'accepted' | 'missing' = 'missing'
      await relationChanges.change(session, pairOf(params), (row, user, revision) => {
        status = row.follow === 'pending' ? 'approved' : (row.follow ?? 'missing')
        if (row.follow !== 'pending') return undefined
        return { ...acceptedAt((user.graph_version ?? 0) + 1), changed: revision }
      })
      return { status }
    })
  }

  async unfollow(params: FollowParams, call?: PortCall): Promise<{ readonly removed: boolean }> {
    return this.write(call, async (session) => {
      let removed = false
      await relationChanges.change(session, pairOf(params), (row, _user, revision) => {
        removed = row.follow !== null
        return removed ? { ...NO_FOLLOW, changed: revision } : undefined
      })
      return { removed }
    })
  }

  async followers(params: FollowersPageParams, call?: PortCall): Promise<EdgePage> {
    return this.read(call, (session) => followerCopies.page(session, { ...params, state: 'accepted' }))
  }

  async followees(params: EdgePageParams, call?: PortCall): Promise<EdgePage> {
    return this.read(call, (session) => followeePage(session, params))
  }

  async pendingFollowers(params: EdgePageParams, call?: PortCall): Promise<EdgePage> {
    return this.read(call, (session) => followerCopies.page(session, { ...params, state: 'pending' }))
  }

  async counts(
    params: { readonly tenant: TenantId; readonly userIds: readonly UserId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<UserId, { readonly followers: number; readonly followees: number }>> {
    const { tenant } = params
    const userIds = [...params.userIds]
    return this.read(call, async (session) => {
      const counted = userIds.map(async (userId) => {
        const [followers, user] = await Promise.all([
          followerCopies.count(session, tenant, userId),
          session.row<UserRow>(FIND_USER, [tenant, userId]),
        ])
        return [userId, { followers, followees: user?.followees ?? 0 }] as const
      })
      return new Map(await Promise.all(counted))
    })
  }

  async block(params: PairParams, call?: PortCall): Promise<void> {
    await this.#change(params, call, (row, _user, revision) => {
      if (row.blocking === true) return undefined
      return { ...NO_FOLLOW, blocking: true, block_revision: revision, changed: revision }
    })
  }

  async unblock(params: PairParams, call?: PortCall): Promise<void> {
    await this.#change(params, call, (row, _user, revision) => {
      if (row.blocking !== true) return undefined
      return { blocking: null, block_revision: revision, changed: revision }
    })
  }

  async mute(params: PairParams, call?: PortCall): Promise<void> {
    await this.#change(params, call, (row) => (row.muting === true ? undefined : { muting: true }))
  }

  async unmute(params: PairParams, call?: PortCall): Promise<void> {
    await this.#change(params, call, (row) => (row.muting === true ? { muting: null } : undefined))
  }

  async setAccountVisibility(
    params: { readonly tenant: TenantId; readonly userId: UserId; readonly visibility: AccountVisibility },
    call?: PortCall,
  ): Promise<void> {
    const { tenant, userId, visibility } = params
    await this.write(call, (session) =>
      session.compare(SET_VISIBILITY, ['accounts', tenant, userId], [visibility, tenant, userId, visibility]),
    )
  }

  async viewerRelations(params: ViewerRelationsParams, call?: PortCall): Promise<ViewerRelations> {
    const own = { ...params, authorIds: [...params.authorIds] }
    return this.read(call, (session) => viewerRelations(session, own))
  }

  async authorState(
    params: { readonly tenant: TenantId; readonly authorId: UserId },
    call?: PortCall,
  ): Promise<AuthorState> {
    const { tenant, authorId } = params
    return this.read(call, async (session) => {
      const [followers, account] = await Promise.all([
        followerCopies.count(session, tenant, authorId),
        findAccount(session, tenant, authorId),
      ])
      const { pushFrom, pulledUpTo } = account
      return pushFrom === undefined ? { followers } : { followers, delivery: { delivery: { pushFrom }, pulledUpTo } }
    })
  }

  async recordDelivery(params: RecordDeliveryParams, call?: PortCall): Promise<void> {
    await this.write(call, (session) => recordDelivery(session, params))
  }

  async #change({ tenant, userId, targetId }: PairParams, call: PortCall | undefined, decide: Decide): Promise<void> {
    const pair = { tenant, userId, otherId: targetId }
    await this.write(call, (session: Session) => relationChanges.change(session, pair, decide))
  }
}

const PENDING = { follow: 'pending', follow_version: null } as const

function acceptedAt(version: number) {
  return { follow: 'accepted', follow_version: version } as const
}

function pairOf({ tenant, followerId, followeeId }: FollowParams): Pair {
  return { tenant, userId: followerId, otherId: followeeId }
}
