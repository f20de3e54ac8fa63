import type { PostRecord, PostStore } from '@feed-engine/core'
import { override } from '../mutant'

export type Put = PostStore['put']
export type Changed = (post: PostRecord) => PostRecord

/** Shows records otherwise than they are stored. */
export function showing(inner: PostStore, change: Changed): PostStore {
  return override(inner, {
    getMany: async (params, call) => {
      const found = await inner.getMany(params, call)
      return new Map([...found].map(([id, post]) => [id, change(post)]))
    },
  })
}

/** Answers put from a note about the key before it asks the store. */
export function keyed(inner: PostStore, nameOf: (params: Parameters<Put>[0]) => string): PostStore {
  const notes = new Map<string, PostRecord>()
  return override(inner, {
    put: async (params, call) => {
      const note = params.idempotencyKey === undefined ? undefined : notes.get(nameOf(params))
      if (note !== undefined) return { status: 'exists', post: note }
      if (params.idempotencyKey !== undefined) notes.set(nameOf(params), params.post)
      return inner.put(params, call)
    },
  })
}

/** Writes over what is there: a layer above the store that put and update may fill. */
export function layered(inner: PostStore, changes: (layer: Map<string, PostRecord>) => Partial<PostStore>): PostStore {
  const layer = new Map<string, PostRecord>()
  return override(
    showing(inner, (post) => layer.get(post.id) ?? post),
    changes(layer),
  )
}

/** Keeps authors and tenants under other names. */
export function renaming(
  inner: PostStore,
  nameOf: (tenant: string, authorId: string) => string,
  tenantOf = (tenant: string) => tenant,
): PostStore {
  const authors = new Map<string, string>()
  return override(inner, {
    put: ({ tenant, post, ...rest }, call) => {
      const authorId = nameOf(tenant, post.authorId)
      authors.set(authorId, post.authorId)
      return inner.put({ ...rest, tenant: tenantOf(tenant), post: { ...post, authorId } }, call)
    },
    listByAuthors: async ({ tenant, authors, limitPerAuthor }, call) => {
      const renamed = authors.map((range) => ({ ...range, authorId: nameOf(tenant, range.authorId) }))
      const unique = [...new Map(renamed.map((range) => [range.authorId, range])).values()]
      const pages = await inner.listByAuthors({ tenant: tenantOf(tenant), authors: unique, limitPerAuthor }, call)
      const byName = new Map(pages.map((page) => [page.authorId, page]))
      return authors.map(({ authorId }) => {
        const page = byName.get(nameOf(tenant, authorId))
        return { authorId, positions: page?.positions ?? [], more: page?.more ?? false }
      })
    },
    getMany: async ({ tenant, postIds }, call) => {
      const found = await inner.getMany({ tenant: tenantOf(tenant), postIds }, call)
      const back = (post: PostRecord) => ({ ...post, authorId: authors.get(post.authorId) ?? post.authorId })
      return new Map([...found].map(([id, post]) => [id, back(post)]))
    },
  })
}

export const listing = (
  inner: PostStore,
  change: (page: Awaited<ReturnType<PostStore['listByAuthors']>>[number]) => typeof page,
) => override(inner, { listByAuthors: async (params, call) => (await inner.listByAuthors(params, call)).map(change) })
