import type { PostRevision } from '@feed-engine/core'
import { hide, mutantsOf, override } from '../mutant'

const EDITS = 'posts.history.edits'

export const historyMutants = mutantsOf('postStore', [
  [
    'history is answered oldest first',
    EDITS,
    (inner) =>
      override(inner, {
        history: async (params, call) => [...((await inner.history?.(params, call)) ?? [])].reverse(),
      }),
  ],
  [
    'history ignores the limit',
    EDITS,
    (inner) =>
      override(inner, {
        history: async (params, call) => (await inner.history?.({ ...params, limit: 1_000 }, call)) ?? [],
      }),
  ],
  [
    'history keeps ten revisions',
    'posts.history.bounded',
    (inner) =>
      override(inner, {
        history: async (params, call) =>
          (await inner.history?.({ ...params, limit: Math.min(10, params.limit) }, call)) ?? [],
      }),
  ],
  [
    'history outlives the post',
    'posts.history.erased',
    (inner) => {
      const kept = new Map<string, readonly PostRevision[]>()
      return override(inner, {
        tombstone: async (params, call) => {
          const { tenant, postId } = params
          kept.set(postId, (await inner.history?.({ tenant, postId, limit: 100 })) ?? [])
          return inner.tombstone(params, call)
        },
        history: async (params, call) => kept.get(params.postId) ?? (await inner.history?.(params, call)) ?? [],
      })
    },
  ],
  ['history is declared and not there', EDITS, (inner) => hide(inner, 'history')],
  [
    'history is there and not declared',
    'posts.history.absent',
    (inner) => override(inner, { capabilities: Object.freeze({ ...inner.capabilities, history: false }) }),
  ],
])
