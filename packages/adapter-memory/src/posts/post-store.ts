import type {
  AuthorPage,
  AuthorRange,
  Clock,
  PortCall,
  PostId,
  PostRecord,
  PostRevision,
  PostStore,
  PostStoreCapabilities,
  PutPostParams,
  PutPostResult,
  TenantId,
  TombstoneParams,
  UpdatePostParams,
  UpdatePostResult,
  UserId,
} from '@feed-engine/core'
import { MemoryAdapter } from '../memory-adapter'
import { type MemoryOptions, resolveOptions } from '../options'
import { MemoryOutbox } from './outbox'
import { isEdit, namedFields, revisionOf } from './revision'
import { changedRecord, frozenRecord, handedOut, type StoredPost } from './stored-post'
import { TenantPosts } from './tenant-posts'

const NO_BYTES = new Uint8Array(0)

/** Posts in memory, with an outbox. Tombstones and idempotency keys are kept for the life of the store. */
export class MemoryPostStore extends MemoryAdapter implements PostStore {
  readonly capabilities: PostStoreCapabilities = Object.freeze({
    durable: false,
    transactionalOutbox: true,
    expiry: false,
    versions: true,
    history: true,
  })
  readonly outbox: MemoryOutbox
  readonly #clock: Clock
  readonly #tenants = new Map<TenantId, TenantPosts>()

  constructor(options: MemoryOptions = {}) {
    super()
    const { clock, partitions } = resolveOptions(options)
    this.#clock = clock
    this.outbox = new MemoryOutbox({ clock, partitions, begin: (call) => this.begin(call) })
  }

  async put(params: PutPostParams, call?: PortCall): Promise<PutPostResult> {
    this.begin(call)
    const { post, idempotencyKey } = params
    const posts = this.#postsOf(params.tenant)
    const named = idempotencyKey === undefined ? undefined : posts.getByKey(post.authorId, idempotencyKey)
    const stored = named ?? posts.get(post.id)
    if (isDeleted(stored)) return { status: 'gone' }
    if (stored !== undefined) return { status: 'exists', post: handedOut(stored) }
    const record = frozenRecord(post)
    this.outbox.append(params.events)
    posts.add(record, idempotencyKey)
    return { status: 'created' }
  }

  async getMany(
    params: { readonly tenant: TenantId; readonly postIds: readonly PostId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<PostId, PostRecord>> {
    this.begin(call)
    const posts = this.#tenants.get(params.tenant)
    const found = new Map<PostId, PostRecord>()
    for (const postId of params.postIds) {
      const stored = posts?.get(postId)
      if (stored) found.set(postId, handedOut(stored))
    }
    return found
  }

  async versions(
    params: { readonly tenant: TenantId; readonly postIds: readonly PostId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<PostId, number>> {
    this.begin(call)
    const posts = this.#tenants.get(params.tenant)
    const found = new Map<PostId, number>()
    for (const postId of params.postIds) {
      const stored = posts?.get(postId)
      if (stored) found.set(postId, stored.version)
    }
    return found
  }

  async listByAuthors(
    params: { readonly tenant: TenantId; readonly authors: readonly AuthorRange[]; readonly limitPerAuthor: number },
    call?: PortCall,
  ): Promise<readonly AuthorPage[]> {
    this.begin(call)
    const posts = this.#tenants.get(params.tenant)
    return params.authors.map(
      (range) => posts?.page(range, params.limitPerAuthor) ?? { authorId: range.authorId, positions: [], more: false },
    )
  }

  async update(params: UpdatePostParams, call?: PortCall): Promise<UpdatePostResult> {
    this.begin(call)
    const posts = this.#postsOf(params.tenant)
    const stored = posts.get(params.postId)
    if (stored === undefined || isAnothers(stored, params.authorId)) return { status: 'missing' }
    if (isDeleted(stored)) return { status: 'gone' }
    const { change, expectedVersion = stored.version } = params
    if (stored.version !== expectedVersion) return { status: 'conflict', post: handedOut(stored) }
    const post = changedRecord(stored, namedFields(change))
    this.outbox.append(params.events)
    if (isEdit(change)) posts.keepRevision(stored.id, revisionOf(stored, this.#clock.now()))
    posts.replace(post)
    return { status: 'updated', post: handedOut(post) }
  }

  async tombstone(
    params: TombstoneParams,
    call?: PortCall,
  ): Promise<{ readonly status: 'deleted' | 'already' | 'missing' }> {
    this.begin(call)
    const posts = this.#postsOf(params.tenant)
    const stored = posts.get(params.postId)
    if (stored === undefined) {
      this.outbox.append(params.events)
      posts.bury(params.postId)
      return { status: 'deleted' }
    }
    if (isAnothers(stored, params.authorId)) return { status: 'missing' }
    if (isDeleted(stored)) return { status: 'already' }
    const tombstone = changedRecord(stored, { state: 'deleted', body: NO_BYTES })
    this.outbox.append(params.events)
    posts.replace(tombstone)
    return { status: 'deleted' }
  }

  async history(
    params: { readonly tenant: TenantId; readonly postId: PostId; readonly limit: number },
    call?: PortCall,
  ): Promise<readonly PostRevision[]> {
    this.begin(call)
    const revisions = this.#tenants.get(params.tenant)?.revisionsOf(params.postId) ?? []
    return revisions.slice(0, params.limit).map(handedOut)
  }

  #postsOf(tenant: TenantId): TenantPosts {
    let posts = this.#tenants.get(tenant)
    if (posts === undefined) {
      posts = new TenantPosts()
      this.#tenants.set(tenant, posts)
    }
    return posts
  }
}

/** A tombstone without a post is nobody's: the id is gone for every author. */
function isAnothers(stored: StoredPost, authorId: UserId): boolean {
  return stored !== null && stored.authorId !== authorId
}

function isDeleted(stored: StoredPost | undefined): stored is null | (PostRecord & { readonly state: 'deleted' }) {
  return stored === null || stored?.state === 'deleted'
}
