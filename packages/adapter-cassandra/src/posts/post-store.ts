import type {
  AuthorPage,
  AuthorRange,
  PortCall,
  PostId,
  PostRecord,
  PostStore,
  PostStoreCapabilities,
  PutPostParams,
  PutPostResult,
  RandomSource,
  TenantId,
  TombstoneParams,
  UpdatePostParams,
  UpdatePostResult,
  UserId,
} from '@feed-engine/core'
import { CassandraAdapter } from '../cassandra-adapter'
import type { Database } from '../database/database'
import type { Session } from '../database/session'
import type { ResolvedOptions } from '../options'
import { CassandraOutbox } from '../outbox/outbox'
import { OutboxLog } from '../outbox/outbox-log'
import { randomName } from '../random-name'
import { AuthorListing } from './author-listing'
import { type Change, changeValues, creationValues, newRow, ownEvents, tombstoneRow } from './change'
import { PostChanges } from './post-changes'
import { changedDetails, describedBy, isPost, type PostRow, recordOf } from './post-row'
import { CHANGE_POST, CREATE_POST, CREATE_TOMBSTONE, DELETE_POST } from './post-statements'

/** Posts by id, listed by author and time. Nothing is ever removed but bodies of deleted posts and relayed events. */
export class CassandraPostStore extends CassandraAdapter implements PostStore {
  readonly capabilities: PostStoreCapabilities = Object.freeze({
    durable: true,
    transactionalOutbox: true,
    expiry: false,
    versions: true,
    history: false,
  })
  readonly outbox: CassandraOutbox
  readonly #random: RandomSource
  readonly #listing = new AuthorListing()
  readonly #log: OutboxLog
  readonly #changes: PostChanges

  /** @internal */
  constructor(database: Database, options: ResolvedOptions) {
    super(database)
    this.#random = options.random
    this.#log = new OutboxLog(options.clock)
    this.#changes = new PostChanges({ listing: this.#listing, outbox: this.#log })
    this.outbox = new CassandraOutbox({
      random: options.random,
      clock: options.clock,
      read: (call, work) => this.read(call, work),
      write: (call, work) => this.write(call, work),
    })
  }

  async put(params: PutPostParams, call?: PortCall): Promise<PutPostResult> {
    const { tenant, idempotencyKey: key } = params
    const { id: postId, authorId } = params.post
    const post = { ...newRow(tenant, params.post), idempotency_key: key ?? null }
    const events = ownEvents(params.events)
    const named = async (session: Session): Promise<PostRow | undefined> =>
      key === undefined ? undefined : this.#changes.findByKey(session, { tenant, authorId, key })

    return this.write(call, async (session) => {
      for (;;) {
        const known = await named(session)
        if (known !== undefined) return told(known)
        const row = { ...post, ...(await this.#change(session, events)) }
        if (await session.compare(CREATE_POST, ['posts', tenant, postId], creationValues(row))) {
          if (await this.#changes.finish(session, row)) return { status: 'created' }
          continue
        }
        const stored = await this.#changes.find(session, tenant, postId)
        // The key wins, also where somebody took it in between.
        const rival = await named(session)
        if (rival !== undefined) return told(rival)
        if (stored !== undefined) return told(stored)
      }
    })
  }

  async getMany(
    params: { readonly tenant: TenantId; readonly postIds: readonly PostId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<PostId, PostRecord>> {
    const postIds = [...new Set(params.postIds)]
    return this.read(call, async (session) => {
      const rows = await Promise.all(postIds.map((postId) => this.#changes.find(session, params.tenant, postId)))
      const found = new Map<PostId, PostRecord>()
      for (const row of rows) {
        if (row !== undefined && isPost(row)) found.set(row.post_id, recordOf(row))
      }
      return found
    })
  }

  async versions(
    params: { readonly tenant: TenantId; readonly postIds: readonly PostId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<PostId, number>> {
    const postIds = [...new Set(params.postIds)]
    return this.read(call, async (session) => {
      const found = new Map<PostId, number>()
      const read = async (postId: PostId): Promise<void> => {
        const version = await this.#changes.versionOf(session, params.tenant, postId)
        if (version !== undefined) found.set(postId, version)
      }
      await Promise.all(postIds.map(read))
      return found
    })
  }

  async listByAuthors(
    params: { readonly tenant: TenantId; readonly authors: readonly AuthorRange[]; readonly limitPerAuthor: number },
    call?: PortCall,
  ): Promise<readonly AuthorPage[]> {
    const { tenant, limitPerAuthor } = params
    const ranges = [...params.authors]
    return this.read(call, (session) => this.#listing.pages(session, { tenant, ranges, limit: limitPerAuthor }))
  }

  async update(params: UpdatePostParams, call?: PortCall): Promise<UpdatePostResult> {
    const { tenant, postId, authorId, expectedVersion } = params
    const { visibility, state } = params.change
    const described = describedBy(params.change)
    const body = params.change.body === undefined ? undefined : Buffer.from(params.change.body)
    const events = ownEvents(params.events)
    return this.write(call, async (session) => {
      for (;;) {
        const stored = await this.#changes.find(session, tenant, postId)
        if (stored === undefined || isAnothers(stored, authorId)) return { status: 'missing' }
        if (stored.deleted === true || !isPost(stored)) return { status: 'gone' }
        if (expectedVersion !== undefined && stored.version !== expectedVersion) {
          return { status: 'conflict', post: recordOf(stored) }
        }
        const row = {
          ...stored,
          ...(await this.#change(session, events)),
          visibility: visibility ?? stored.visibility,
          state: state ?? stored.state,
          body: body ?? stored.body,
          details: changedDetails(stored.details, described),
          version: stored.version + 1,
        }
        const changes = [row.visibility, row.state, row.body, row.details, row.version, ...changeValues(row)]
        if (await session.compare(CHANGE_POST, ['posts', tenant, postId], [...changes, tenant, postId, stored.op])) {
          await this.#changes.finish(session, row)
          return { status: 'updated', post: recordOf(row) }
        }
      }
    })
  }

  async tombstone(
    params: TombstoneParams,
    call?: PortCall,
  ): Promise<{ readonly status: 'deleted' | 'already' | 'missing' }> {
    const { tenant, postId, authorId } = params
    const events = ownEvents(params.events)
    return this.write(call, async (session) => {
      for (;;) {
        const stored = await this.#changes.find(session, tenant, postId)
        if (stored !== undefined && isAnothers(stored, authorId)) return { status: 'missing' }
        if (stored?.deleted === true) return { status: 'already' }
        const before = stored ?? tombstoneRow(tenant, postId)
        const change = await this.#change(session, events)
        const deleted = { ...before, ...change, deleted: true, version: before.version + 1 }
        const partition = ['posts', tenant, postId]
        const applied =
          stored === undefined
            ? await session.compare(CREATE_TOMBSTONE, partition, [tenant, postId, ...changeValues(deleted)])
            : await session.compare(DELETE_POST, partition, [
                deleted.version,
                ...changeValues(deleted),
                tenant,
                postId,
                stored.op,
              ])
        if (applied) {
          await this.#changes.finish(session, deleted)
          return { status: 'deleted' }
        }
      }
    })
  }

  /** What a change leaves in the row until it is finished. */
  async #change(session: Session, events: ReturnType<typeof ownEvents>): Promise<Change> {
    return {
      op: randomName(this.#random),
      op_time: await this.#log.timeFor(session, events),
      event_topics: events.map(({ topic }) => topic),
      event_keys: events.map(({ key }) => key),
      event_values: events.map(({ value }) => value),
    }
  }
}

function told(row: PostRow): PutPostResult {
  return row.deleted === true || !isPost(row) ? { status: 'gone' } : { status: 'exists', post: recordOf(row) }
}

/** A tombstone without a post is nobody's: the id is gone for every author. */
function isAnothers(row: PostRow, authorId: UserId): boolean {
  return isPost(row) && row.author_id !== authorId
}
