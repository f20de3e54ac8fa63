import type { OutboxEvent, Position, PostRecord, PostStore, PutPostResult, TenantId, UserId } from '@feed-engine/core'
import { ensure, ensureEqual } from '../kit/violation'

interface PutOptions {
  readonly idempotencyKey?: string
  readonly events?: readonly OutboxEvent[]
}

export function put(
  store: PostStore,
  tenant: TenantId,
  post: PostRecord,
  { idempotencyKey, events = [] }: PutOptions = {},
): Promise<PutPostResult> {
  return store.put({ tenant, post, events, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) })
}

/** Stores a post that has to be new. */
export async function create(
  store: PostStore,
  tenant: TenantId,
  post: PostRecord,
  options?: PutOptions,
): Promise<PostRecord> {
  const result = await put(store, tenant, post, options)
  ensureEqual(result, { status: 'created' }, 'put of a new post')
  return post
}

export async function createAll(store: PostStore, tenant: TenantId, posts: readonly PostRecord[]): Promise<void> {
  for (const post of posts) await create(store, tenant, post)
}

export async function getOne(store: PostStore, tenant: TenantId, postId: string): Promise<PostRecord | undefined> {
  return (await store.getMany({ tenant, postIds: [postId] })).get(postId)
}

export async function ensureStored(
  store: PostStore,
  tenant: TenantId,
  expected: PostRecord,
  what: string,
): Promise<void> {
  ensureEqual(await getOne(store, tenant, expected.id), expected, what)
}

export function remove(
  store: PostStore,
  tenant: TenantId,
  { id: postId, position, authorId }: Pick<PostRecord, 'id' | 'position' | 'authorId'>,
  events: readonly OutboxEvent[] = [],
): Promise<{ readonly status: 'deleted' | 'already' | 'missing' }> {
  return store.tombstone({ tenant, postId, position, authorId, events })
}

/** One page of one author. */
export async function listOne(
  store: PostStore,
  params: { readonly tenant: TenantId; readonly authorId: UserId; readonly before?: Position; readonly limit: number },
): Promise<{ readonly positions: readonly Position[]; readonly more: boolean }> {
  const { tenant, authorId, before, limit } = params
  const range = before === undefined ? { authorId } : { authorId, before }
  const pages = await store.listByAuthors({ tenant, authors: [range], limitPerAuthor: limit })
  const [page] = pages
  ensure(page !== undefined && pages.length === 1, 'one author asked for has to give one page')
  ensureEqual(page.authorId, authorId, 'author of the page')
  ensure(page.positions.length > 0 || !page.more, 'more has to be false on a page without positions')
  ensure(page.positions.length <= limit, `a page has ${page.positions.length} positions, more than the limit ${limit}`)
  return page
}

/** Every position of an author, page by page as an engine would read them. */
export async function listAll(
  store: PostStore,
  params: { readonly tenant: TenantId; readonly authorId: UserId; readonly limit: number },
): Promise<readonly Position[]> {
  const all: Position[] = []
  let before: Position | undefined
  for (;;) {
    const page = await listOne(store, { ...params, ...(before === undefined ? {} : { before }) })
    const last = page.positions.at(-1)
    ensure(before === undefined || last === undefined || last < before, 'a page has to go down from its bound')
    all.push(...page.positions)
    if (!page.more || last === undefined) return all
    before = last
  }
}

export function newestFirst(positions: readonly Position[]): Position[] {
  return [...positions].sort().reverse()
}
