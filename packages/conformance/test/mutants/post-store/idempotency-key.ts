import type { PostRecord } from '@feed-engine/core'
import { mutantsOf, override } from '../mutant'
import { keyed } from './layers'

export const idempotencyKeyMutants = mutantsOf('postStore', [
  [
    'keys are looked up before they are written',
    'posts.key.concurrent',
    (inner) => {
      const notes = new Map<string, PostRecord>()
      return override(inner, {
        put: async ({ idempotencyKey, ...params }, call) => {
          const name = JSON.stringify([params.tenant, params.post.authorId, idempotencyKey])
          const note = idempotencyKey === undefined ? undefined : notes.get(name)
          await Promise.resolve()
          await Promise.resolve()
          if (note !== undefined) return { status: 'exists', post: note }
          const result = await inner.put(params, call)
          if (idempotencyKey !== undefined && result.status === 'created') notes.set(name, params.post)
          return result
        },
      })
    },
  ],
  [
    'idempotency keys are ignored',
    ['posts.key.names-one-post', 'posts.key.outlives-post'],
    (inner) => override(inner, { put: ({ idempotencyKey: _, ...params }, call) => inner.put(params, call) }),
  ],
  [
    'keys are not scoped to the author',
    'posts.key.per-author',
    (inner) => keyed(inner, (p) => `${p.tenant}|${p.idempotencyKey}`),
  ],
  [
    'author and key are joined with a colon',
    'posts.key.per-author',
    (inner) => keyed(inner, (p) => `${p.tenant}|${p.post.authorId}:${p.idempotencyKey}`),
  ],
  [
    'keys are not scoped to the tenant',
    'posts.key.per-tenant',
    (inner) => keyed(inner, (p) => JSON.stringify([p.post.authorId, p.idempotencyKey])),
  ],
  [
    'a put that wrote nothing spends its key',
    'posts.key.not-spent',
    (inner) => {
      const spent = new Map<string, PostRecord>()
      return override(inner, {
        put: async (params, call) => {
          const name = JSON.stringify([params.tenant, params.post.authorId, params.idempotencyKey])
          const note = spent.get(name)
          if (note !== undefined) return { status: 'exists', post: note }
          const result = await inner.put(params, call)
          if (params.idempotencyKey !== undefined && result.status !== 'created') spent.set(name, params.post)
          return result
        },
      })
    },
  ],
  [
    'the id wins over the key',
    'posts.key.wins',
    (inner) =>
      override(inner, {
        put: async (params, call) => {
          const { tenant, post } = params
          const there = (await inner.getMany({ tenant, postIds: [post.id] })).get(post.id)
          if (there === undefined || there.state === 'deleted') return inner.put(params, call)
          return { status: 'exists', post: there }
        },
      }),
  ],
])
