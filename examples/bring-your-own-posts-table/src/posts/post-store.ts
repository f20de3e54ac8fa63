import {
  type AuthorPage,
  type AuthorRange,
  DEFAULT_TENANT,
  FeedError,
  type PortCall,
  type PostId,
  type PostRecord,
  type PostStore,
  type PostStoreCapabilities,
  type PutPostParams,
  type PutPostResult,
  systemTimers,
  type TenantId,
  type Timers,
  type TombstoneParams,
  type UpdatePostParams,
  type UpdatePostResult,
  uuidv7Codec,
} from '@feed-engine/core'
import type { Pool } from 'pg'
import { Database, type Query } from '../database/database'
import { withNames } from '../database/names'
import { bodyColumns } from './body-columns'
import { eventColumns, PostsTableOutbox } from './outbox'
import { detailsOf, type PostRow, recordOf } from './post-row'
import {
  BURY,
  DELETE,
  FIND,
  FIND_KEY,
  GET_MANY,
  INSERT,
  INSERT_EVENTS,
  INSERT_KEY,
  LIST_BY_AUTHORS,
  LOCK,
  UPDATE,
} from './statements'

const codec = uuidv7Codec()

export interface PostsTableOptions {
  /** Stays open when the store closes. */
  readonly pool: Pool
  /** Schema of the side tables. @defaultValue 'feed_posts' */
  readonly schema?: string
  /**
   * The table of a tenant's posts, which has to be attached.
   * @defaultValue 'public.posts' for the default tenant, and `UNSUPPORTED` for any other
   */
  readonly tableOf?: (tenant: TenantId) => Promise<string>
  /** @defaultValue the timers of the event loop */
  readonly timers?: Timers
}

type Found = PostRow | 'tombstone' | undefined

/** Posts in a table that an application already has, with UUIDs of version 7 as keys. */
export class PostsTableStore implements PostStore {
  readonly name = 'posts-table'
  readonly capabilities: PostStoreCapabilities = Object.freeze({
    durable: true,
    transactionalOutbox: true,
    expiry: false,
    versions: false,
    history: false,
  })
  readonly outbox: PostsTableOutbox
  readonly #database: Database
  readonly #schema: string
  readonly #tableOf: (tenant: TenantId) => Promise<string>

  constructor({ pool, schema = 'feed_posts', tableOf = onlyTable, timers = systemTimers }: PostsTableOptions) {
    this.#database = new Database({ pool, timers, schema })
    this.#schema = schema
    this.#tableOf = tableOf
    this.outbox = new PostsTableOutbox(this.#database, (text) => withNames(text, { schema, table: 'public.posts' }))
  }

  async put(params: PutPostParams, call?: PortCall): Promise<PutPostResult> {
    const { tenant, post, idempotencyKey, events } = params
    return this.#write<PutPostResult>(tenant, call, async (query) => {
      const key = idempotencyKey === undefined ? undefined : [tenant, post.authorId, idempotencyKey]
      await lock(query, [...(key === undefined ? [] : [['key', ...key]]), ['id', tenant, post.id]])
      const [named] = key === undefined ? [] : await query<{ post_id: string }>(FIND_KEY, key)
      const postId = named?.post_id ?? post.id
      const taken = await find(query, tenant, postId)
      if (taken === undefined && (await insert(query, post))) {
        if (key !== undefined) await query(INSERT_KEY, [...key, post.id])
        await query(INSERT_EVENTS, eventColumns(events))
        return { status: 'created' }
      }
      const standing = taken ?? (await find(query, tenant, postId))
      if (standing === undefined || isGone(standing)) return { status: 'gone' }
      return { status: 'exists', post: recordOf(standing) }
    })
  }

  getMany(
    params: { readonly tenant: TenantId; readonly postIds: readonly PostId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<PostId, PostRecord>> {
    return this.#read(params.tenant, call, async (query) => {
      const rows = await query<PostRow>(GET_MANY, [params.tenant, params.postIds])
      return new Map(rows.map((row) => [row.id, recordOf(row)]))
    })
  }

  listByAuthors(
    params: { readonly tenant: TenantId; readonly authors: readonly AuthorRange[]; readonly limitPerAuthor: number },
    call?: PortCall,
  ): Promise<readonly AuthorPage[]> {
    const { tenant, authors, limitPerAuthor } = params
    const authorIds = authors.map(({ authorId }) => authorId)
    const bounds = authors.map(({ before }) => before ?? null)
    return this.#read(tenant, call, async (query) => {
      // One more than asked for tells whether there are more.
      const rows = await query<{ ids: string[] }>(LIST_BY_AUTHORS, [authorIds, bounds, limitPerAuthor + 1])
      return authorIds.map((authorId, index) => {
        const positions = (rows[index]?.ids ?? []).map(codec.positionOf)
        return { authorId, positions: positions.slice(0, limitPerAuthor), more: positions.length > limitPerAuthor }
      })
    })
  }

  update(params: UpdatePostParams, call?: PortCall): Promise<UpdatePostResult> {
    const { tenant, postId, authorId, change, expectedVersion = null, events } = params
    const body = change.body === undefined ? undefined : bodyColumns(change.body)
    const withheld = change.state === undefined ? null : change.state === 'withheld'
    const values = [change.visibility ?? null, withheld, body !== undefined, body?.body ?? null, body?.bytes ?? null]
    const { topics, contentType, mediaRefs } = change
    const details = JSON.stringify({ topics, contentType, mediaRefs })
    return this.#write<UpdatePostResult>(tenant, call, async (query) => {
      await lock(query, [['id', tenant, postId]])
      const [changed] = await query<PostRow>(UPDATE, [postId, authorId, ...values, details, expectedVersion])
      if (changed !== undefined) {
        await query(INSERT_EVENTS, eventColumns(events))
        return { status: 'updated', post: recordOf(changed) }
      }
      const found = await find(query, tenant, postId)
      if (found === undefined || isAnothers(found, authorId)) return { status: 'missing' }
      return isGone(found) ? { status: 'gone' } : { status: 'conflict', post: recordOf(found) }
    })
  }

  tombstone(
    { tenant, postId, authorId, events }: TombstoneParams,
    call?: PortCall,
  ): Promise<{ readonly status: 'deleted' | 'already' | 'missing' }> {
    return this.#write<{ readonly status: 'deleted' | 'already' | 'missing' }>(tenant, call, async (query) => {
      await lock(query, [['id', tenant, postId]])
      const found = await find(query, tenant, postId)
      if (found !== undefined && isAnothers(found, authorId)) return { status: 'missing' }
      if (found !== undefined && isGone(found)) return { status: 'already' }
      if (found === undefined) await query(BURY, [tenant, postId])
      else if ((await query(DELETE, [postId])).length === 0) return { status: 'already' }
      await query(INSERT_EVENTS, eventColumns(events))
      return { status: 'deleted' }
    })
  }

  async close(): Promise<void> {
    this.#database.close()
  }

  async #read<T>(tenant: TenantId, call: PortCall | undefined, work: (query: Query) => Promise<T>): Promise<T> {
    const table = await this.#tableOf(tenant)
    return this.#database.read(call, (query) => work(this.#inTable(query, table)))
  }

  async #write<T>(tenant: TenantId, call: PortCall | undefined, work: (query: Query) => Promise<T>): Promise<T> {
    const table = await this.#tableOf(tenant)
    return this.#database.write(call, (query) => work(this.#inTable(query, table)))
  }

  #inTable(query: Query, table: string): Query {
    return (text, values) => query(withNames(text, { schema: this.#schema, table }), values)
  }
}

async function onlyTable(tenant: TenantId): Promise<string> {
  if (tenant === DEFAULT_TENANT) return 'public.posts'
  throw new FeedError({ code: 'UNSUPPORTED', field: 'tenant', rule: 'the application has one table and one tenant' })
}

/** Names as JSON, so that no characters of one part run into the next. */
async function lock(query: Query, names: readonly (readonly string[])[]): Promise<void> {
  await query(LOCK, [names.map((name) => JSON.stringify(name))])
}

async function find(query: Query, tenant: TenantId, postId: PostId): Promise<Found> {
  const [row] = await query<PostRow & { buried: boolean; id: string | null }>(FIND, [tenant, postId])
  if (row === undefined || row.id === null) return row?.buried === true ? 'tombstone' : undefined
  return row
}

async function insert(query: Query, post: PostRecord): Promise<boolean> {
  const { body, bytes } = bodyColumns(post.body)
  const columns = [post.id, post.authorId, body, post.visibility, post.createdAtMs, post.version]
  const own = [post.state === 'withheld', post.delivery.pushFrom, post.fingerprint, detailsOf(post), bytes]
  return (await query(INSERT, [...columns, ...own])).length > 0
}

function isGone(found: PostRow | 'tombstone'): found is 'tombstone' {
  return found === 'tombstone' || found.deleted
}

/** A tombstone without a post is nobody's: the id is gone for every author. */
function isAnothers(found: PostRow | 'tombstone', authorId: string): boolean {
  return found !== 'tombstone' && found.user_id !== authorId
}
