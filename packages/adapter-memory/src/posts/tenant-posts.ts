import {
  type AuthorPage,
  type AuthorRange,
  type PostId,
  type PostRecord,
  type PostRevision,
  REVISIONS_KEPT,
  type UserId,
} from '@feed-engine/core'
import { SortedPositions } from './sorted-positions'
import type { StoredPost } from './stored-post'

/** Posts of one tenant, by id, by author and by idempotency key, and what they said before. */
export class TenantPosts {
  readonly #posts = new Map<PostId, StoredPost>()
  readonly #positions = new Map<UserId, SortedPositions>()
  /** Newest first. */
  readonly #revisions = new Map<PostId, readonly PostRevision[]>()
  readonly #postOfKey = new Map<UserId, Map<string, PostId>>()

  get(postId: PostId): StoredPost | undefined {
    return this.#posts.get(postId)
  }

  /** What an author's idempotency key names, if it was ever used. */
  getByKey(authorId: UserId, key: string): StoredPost | undefined {
    const postId = this.#postOfKey.get(authorId)?.get(key)
    return postId === undefined ? undefined : this.#posts.get(postId)
  }

  add(record: PostRecord, idempotencyKey: string | undefined): void {
    this.#posts.set(record.id, record)
    entryOf(this.#positions, record.authorId, () => new SortedPositions()).add(record.position)
    if (idempotencyKey !== undefined) {
      entryOf(this.#postOfKey, record.authorId, () => new Map<string, PostId>()).set(idempotencyKey, record.id)
    }
  }

  replace(record: PostRecord): void {
    this.#posts.set(record.id, record)
    if (record.state !== 'deleted') return
    this.#positions.get(record.authorId)?.delete(record.position)
    this.#revisions.delete(record.id)
  }

  revisionsOf(postId: PostId): readonly PostRevision[] {
    return this.#revisions.get(postId) ?? []
  }

  keepRevision(postId: PostId, revision: PostRevision): void {
    this.#revisions.set(postId, [revision, ...this.revisionsOf(postId)].slice(0, REVISIONS_KEPT))
  }

  /** Marks an id as gone before anything was stored under it. */
  bury(postId: PostId): void {
    this.#posts.set(postId, null)
  }

  page(range: AuthorRange, limit: number): AuthorPage {
    const page = this.#positions.get(range.authorId)?.page(range.before, limit)
    return { authorId: range.authorId, ...(page ?? { positions: [], more: false }) }
  }
}

function entryOf<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = create()
    map.set(key, value)
  }
  return value
}
