import {
  type AuthorPage,
  type AuthorRange,
  FeedError,
  type PortCall,
  type PostId,
  type PostRecord,
  type PostRevision,
  type PostStore,
  type PostStoreCapabilities,
  type PutPostParams,
  type PutPostResult,
  type TenantId,
  type TombstoneParams,
  type UpdatePostParams,
  type UpdatePostResult,
} from '@feed-engine/core'
import { toBuffer } from '../database/bytes'
import type { Database } from '../database/database'
import { PostgresAdapter } from '../database/postgres-adapter'
import { eventColumns, PostgresOutbox } from './outbox'
import { changedDetails, detailsOf, type PostRow, type RevisionRow, recordOf, revisionOf } from './post-row'
import {
  FIND,
  FIND_TAKEN,
  GET_MANY,
  HISTORY,
  LIST_BEFORE,
  LIST_NEWEST,
  PUT,
  TOMBSTONE,
  UPDATE,
  VERSIONS,
} from './post-statements'

/** Above every position, of either width. */
const ABOVE_ALL = 'ff'.repeat(17)
/** How often a call begins anew when the state that was in its way has gone by the time it looks. */
const MAX_TRIES = 5

/** Posts in a table, with an outbox. Every write is one statement, and so one transaction with its events. */
export class PostgresPostStore extends PostgresAdapter implements PostStore {
  readonly capabilities: PostStoreCapabilities = Object.freeze({
    durable: true,
    transactionalOutbox: true,
    expiry: false,
    versions: true,
    history: true,
  })
  readonly outbox: PostgresOutbox

  /** @internal */
  constructor(database: Database) {
    super(database)
    this.outbox = new PostgresOutbox((statement, values, call) => this.query(statement, values, call))
  }

  async put(params: PutPostParams, call?: PortCall): Promise<PutPostResult> {
    const { tenant, post, idempotencyKey = null } = params
    const values = [
      tenant,
      post.id,
      post.position,
      post.authorId,
      idempotencyKey,
      post.createdAtMs,
      post.expiresAtMs ?? null,
      post.version,
      post.delivery.pushFrom,
      post.state,
      post.visibility,
      post.kind,
      post.fingerprint,
      detailsOf(post),
      toBuffer(post.body),
      ...eventColumns(params.events),
    ]
    return this.#untilDecided<PutPostResult>(async () => {
      if ((await this.query(PUT, values, call)).length > 0) return { status: 'created' }
      const [taken] = await this.query<PostRow>(FIND_TAKEN, [tenant, post.id, post.authorId, idempotencyKey], call)
      if (taken === undefined) return undefined
      return taken.deleted ? { status: 'gone' } : { status: 'exists', post: recordOf(taken) }
    })
  }

  async getMany(
    params: { readonly tenant: TenantId; readonly postIds: readonly PostId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<PostId, PostRecord>> {
    const rows = await this.query<PostRow>(GET_MANY, [params.tenant, params.postIds], call)
    return new Map(rows.map((row) => [row.post_id, recordOf(row)]))
  }

  async versions(
    params: { readonly tenant: TenantId; readonly postIds: readonly PostId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<PostId, number>> {
    const rows = await this.query<Pick<PostRow, 'post_id' | 'version'>>(VERSIONS, [params.tenant, params.postIds], call)
    return new Map(rows.map(({ post_id, version }) => [post_id, version]))
  }

  async listByAuthors(
    params: { readonly tenant: TenantId; readonly authors: readonly AuthorRange[]; readonly limitPerAuthor: number },
    call?: PortCall,
  ): Promise<readonly AuthorPage[]> {
    const { tenant, authors, limitPerAuthor } = params
    const authorIds = authors.map(({ authorId }) => authorId)
    // One more than asked for tells whether there are more.
    const values = [tenant, authorIds, limitPerAuthor + 1]
    const bounds = authors.map(({ before }) => before ?? ABOVE_ALL)
    const fromTheTop = authors.every(({ before }) => before === undefined)
    const rows = await (fromTheTop
      ? this.query<ListedRow>(LIST_NEWEST, values, call)
      : this.query<ListedRow>(LIST_BEFORE, [...values, bounds], call))
    return authorIds.map((authorId, index) => {
      const listed = rows[index]?.positions?.split(',') ?? []
      return { authorId, positions: listed.slice(0, limitPerAuthor), more: listed.length > limitPerAuthor }
    })
  }

  async update(params: UpdatePostParams, call?: PortCall): Promise<UpdatePostResult> {
    const { tenant, postId, authorId, expectedVersion = null } = params
    const { visibility = null, state = null, body } = params.change
    const change = [visibility, state, body === undefined ? null : toBuffer(body), changedDetails(params.change)]
    const values = [tenant, postId, authorId, ...change, expectedVersion, ...eventColumns(params.events)]
    return this.#untilDecided<UpdatePostResult>(async () => {
      const [changed] = await this.query<PostRow>(UPDATE, values, call)
      if (changed !== undefined) return { status: 'updated', post: recordOf(changed) }
      const found = await this.#find(tenant, postId, call)
      if (found === undefined || isAnothers(found, authorId)) return { status: 'missing' }
      if (found.deleted) return { status: 'gone' }
      const outdated = expectedVersion !== null && found.version !== expectedVersion
      return outdated ? { status: 'conflict', post: recordOf(found) } : undefined
    })
  }

  async history(
    params: { readonly tenant: TenantId; readonly postId: PostId; readonly limit: number },
    call?: PortCall,
  ): Promise<readonly PostRevision[]> {
    const rows = await this.query<RevisionRow>(HISTORY, [params.tenant, params.postId, params.limit], call)
    return rows.map(revisionOf)
  }

  async tombstone(
    params: TombstoneParams,
    call?: PortCall,
  ): Promise<{ readonly status: 'deleted' | 'already' | 'missing' }> {
    const { tenant, postId, authorId } = params
    const values = [tenant, postId, authorId, ...eventColumns(params.events)]
    return this.#untilDecided<{ readonly status: 'deleted' | 'already' | 'missing' }>(async () => {
      if ((await this.query(TOMBSTONE, values, call)).length > 0) return { status: 'deleted' }
      const found = await this.#find(tenant, postId, call)
      if (found === undefined) return undefined
      if (isAnothers(found, authorId)) return { status: 'missing' }
      return found.deleted ? { status: 'already' } : undefined
    })
  }

  async #find(tenant: TenantId, postId: PostId, call: PortCall | undefined): Promise<Found | undefined> {
    const [found] = await this.query<Found>(FIND, [tenant, postId], call)
    return found
  }

  /** A write that did nothing is explained by a second look, which may see what was committed in between. */
  async #untilDecided<Result>(attempt: () => Promise<Result | undefined>): Promise<Result> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const result = await attempt()
      if (result !== undefined) return result
    }
    throw new FeedError({ code: 'UNAVAILABLE', rule: 'the post keeps changing, nothing was written', retryable: true })
  }
}

interface ListedRow {
  readonly positions: string | null
}

/** A post, deleted or not, or the tombstone of one that never arrived. */
type Found = PostRow | { readonly author_id: null; readonly deleted: true }

/** A tombstone without a post is nobody's: the id is gone for every author. */
function isAnothers(found: Found, authorId: string): boolean {
  return found.author_id !== null && found.author_id !== authorId
}
