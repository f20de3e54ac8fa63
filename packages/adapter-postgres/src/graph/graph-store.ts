import {
  type AccountVisibility,
  type AuthorState,
  cellOf,
  type EdgePage,
  type EdgePageParams,
  type FollowersPageParams,
  type FollowParams,
  type FollowResult,
  type GraphStore,
  type GraphStoreCapabilities,
  type PairParams,
  type PortCall,
  type RecordDeliveryParams,
  type TenantId,
  type UserId,
  type ViewerRelations,
  type ViewerRelationsParams,
} from '@feed-engine/core'
import { PostgresAdapter } from '../database/postgres-adapter'
import type { Statement } from '../database/statement'
import { type AuthorRow, authorStateFrom } from './author-state'
import * as sql from './graph-statements'
import { type RelationsRow, relationsFrom, relationValues } from './viewer-relations'

/** The whole hash that cells are made of: the remainder of a division by their number is the cell. */
const WHOLE_HASH = 2 ** 32
/** Above every id of 256 bytes, in byte order. */
const ABOVE_ALL = '\u{10ffff}'.repeat(65)

/** Follows, blocks, mutes and delivery marks in tables. Every write and every read is one statement. */
export class PostgresGraphStore extends PostgresAdapter implements GraphStore {
  readonly capabilities: GraphStoreCapabilities = Object.freeze({ durable: true, followersByCell: true })

  async follow(params: FollowParams & { readonly maxFollowees: number }, call?: PortCall): Promise<FollowResult> {
    const { tenant, followerId, followeeId, maxFollowees } = params
    const values = [tenant, followerId, followeeId, cellOf(followerId, WHOLE_HASH), maxFollowees]
    const { status, changed } = await this.queryOne<FollowRow>(sql.FOLLOW, values, call)
    return status === 'blocked' || status === 'limit' ? { status } : { status, changed }
  }

  approveFollow(
    params: FollowParams,
    call?: PortCall,
  ): Promise<{ readonly status: 'approved' | 'accepted' | 'missing' }> {
    return this.queryOne(sql.APPROVE, [params.tenant, params.followerId, params.followeeId], call)
  }

  unfollow(params: FollowParams, call?: PortCall): Promise<{ readonly removed: boolean }> {
    return this.queryOne(sql.UNFOLLOW, [params.tenant, params.followerId, params.followeeId], call)
  }

  followers(params: FollowersPageParams, call?: PortCall): Promise<EdgePage> {
    const { through = ABOVE_ALL, cell } = params
    return this.#page(sql.FOLLOWERS, params, [through, cell?.count ?? null, cell?.index ?? null], call)
  }

  followees(params: EdgePageParams, call?: PortCall): Promise<EdgePage> {
    return this.#page(sql.FOLLOWEES, params, [], call)
  }

  pendingFollowers(params: EdgePageParams, call?: PortCall): Promise<EdgePage> {
    return this.#page(sql.PENDING_FOLLOWERS, params, [], call)
  }

  async counts(
    params: { readonly tenant: TenantId; readonly userIds: readonly UserId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<UserId, { readonly followers: number; readonly followees: number }>> {
    const rows = await this.query<{ user_id: UserId; followers: number; followees: number }>(
      sql.COUNTS,
      [params.tenant, params.userIds],
      call,
    )
    return new Map(rows.map(({ user_id, followers, followees }) => [user_id, { followers, followees }]))
  }

  block(params: PairParams, call?: PortCall): Promise<void> {
    return this.#changePair(sql.BLOCK, params, call)
  }

  unblock(params: PairParams, call?: PortCall): Promise<void> {
    return this.#changePair(sql.UNBLOCK, params, call)
  }

  mute(params: PairParams, call?: PortCall): Promise<void> {
    return this.#changePair(sql.MUTE, params, call)
  }

  unmute(params: PairParams, call?: PortCall): Promise<void> {
    return this.#changePair(sql.UNMUTE, params, call)
  }

  async setAccountVisibility(
    params: { readonly tenant: TenantId; readonly userId: UserId; readonly visibility: AccountVisibility },
    call?: PortCall,
  ): Promise<void> {
    const { tenant, userId, visibility } = params
    await this.query(sql.SET_ACCOUNT_VISIBILITY, [tenant, userId, visibility === 'private'], call)
  }

  async viewerRelations(params: ViewerRelationsParams, call?: PortCall): Promise<ViewerRelations> {
    const row = await this.queryOne<RelationsRow>(sql.VIEWER_RELATIONS, relationValues(params), call)
    return relationsFrom(row, params)
  }

  async authorState(
    params: { readonly tenant: TenantId; readonly authorId: UserId },
    call?: PortCall,
  ): Promise<AuthorState> {
    return authorStateFrom(await this.queryOne<AuthorRow>(sql.AUTHOR_STATE, [params.tenant, params.authorId], call))
  }

  async recordDelivery(params: RecordDeliveryParams, call?: PortCall): Promise<void> {
    const { tenant, authorId, delivery, pulled } = params
    const mark = [pulled?.belowClass ?? null, pulled?.position ?? null]
    await this.query(sql.RECORD_DELIVERY, [tenant, authorId, delivery?.pushFrom ?? null, ...mark], call)
  }

  async #changePair(statement: Statement, { tenant, userId, targetId }: PairParams, call?: PortCall): Promise<void> {
    await this.query(statement, [tenant, userId, targetId], call)
  }

  async #page(
    statement: Statement,
    { tenant, userId, after = '', limit }: EdgePageParams,
    more: unknown[],
    call: PortCall | undefined,
  ): Promise<EdgePage> {
    const values = [tenant, userId, after, limit, ...more]
    const rows = await this.query<{ readonly user_id: UserId }>(statement, values, call)
    const userIds = rows.slice(0, limit).map(({ user_id }) => user_id)
    const next = userIds.at(-1)
    return rows.length > limit && next !== undefined ? { userIds, next } : { userIds }
  }
}

interface FollowRow {
  readonly status: FollowResult['status']
  readonly changed: boolean
}
