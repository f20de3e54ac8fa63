import type { Outbox, PostStore } from '@feed-engine/core'
import type { StoredPosts } from '../deployment/stored-posts'
import type { Wire } from '../deployment/wire'
import { inParts } from './in-parts'

/**
 * A post store at the other end of an unreliable network. Puts and tombstones may also arrive late.
 * @param stored told of every post when the store takes it
 */
export function faultyPostStore(inner: PostStore, wire: Wire, stored: StoredPosts): PostStore {
  const port = 'posts'
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    put: (params, call) =>
      wire.call({
        port,
        step: 'posts.put',
        call,
        late: true,
        apply: async (rest) => {
          try {
            const result = await inner.put(params, rest)
            if (result.status === 'created') stored.created(params.post)
            return result
          } catch (error) {
            stored.doubtful(params.post)
            throw error
          }
        },
      }),
    getMany: (params, call) =>
      wire.call({
        port,
        step: 'posts.getMany',
        call,
        apply: async (rest) => {
          const parts = await inParts(params.postIds, wire, (postIds) => inner.getMany({ ...params, postIds }, rest))
          return new Map(parts.flatMap((found) => [...found]))
        },
      }),
    ...(inner.versions === undefined
      ? {}
      : {
          versions: (params, call) =>
            wire.call({
              port,
              step: 'posts.versions',
              call,
              apply: async (rest) => {
                const parts = await inParts(
                  params.postIds,
                  wire,
                  async (postIds) =>
                    (await inner.versions?.({ ...params, postIds }, rest)) ?? new Map<string, number>(),
                )
                return new Map(parts.flatMap((found) => [...found]))
              },
            }),
        }),
    listByAuthors: (params, call) =>
      wire.call({
        port,
        step: 'posts.listByAuthors',
        call,
        apply: async (rest) => {
          const parts = await inParts(params.authors, wire, (authors) =>
            inner.listByAuthors({ ...params, authors }, rest),
          )
          return parts.flat()
        },
      }),
    ...(inner.history === undefined
      ? {}
      : {
          history: (params, call) =>
            wire.call({
              port,
              step: 'posts.history',
              call,
              apply: async (rest) => (await inner.history?.(params, rest)) ?? [],
            }),
        }),
    update: (params, call) =>
      wire.call({ port, step: 'posts.update', call, apply: (rest) => inner.update(params, rest) }),
    tombstone: (params, call) =>
      wire.call({ port, step: 'posts.tombstone', call, late: true, apply: (rest) => inner.tombstone(params, rest) }),
    ...(inner.outbox === undefined ? {} : { outbox: faultyOutbox(inner.outbox, wire) }),
    close: () => Promise.resolve(),
  }
}

function faultyOutbox(inner: Outbox, wire: Wire): Outbox {
  const port = 'posts'
  return {
    claim: (params, call) =>
      wire.call({ port, step: 'outbox.claim', call, apply: (rest) => inner.claim(params, rest) }),
    acknowledge: (params, call) =>
      wire.call({ port, step: 'outbox.acknowledge', call, apply: (rest) => inner.acknowledge(params, rest) }),
    release: (params, call) =>
      wire.call({ port, step: 'outbox.release', call, apply: (rest) => inner.release(params, rest) }),
    pending: (call) => wire.call({ port, step: 'outbox.pending', call, apply: (rest) => inner.pending(rest) }),
  }
}
