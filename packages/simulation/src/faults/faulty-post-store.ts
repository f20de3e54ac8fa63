import type { Outbox, PostRecord, PostStore } from '@feed-engine/core'
import type { Wire } from '../deployment/wire'
import { inParts } from './in-parts'

/**
 * A post store at the other end of an unreliable network. Puts and tombstones may also arrive late.
 * @param onCreated told of every post when the store takes it
 */
export function faultyPostStore(inner: PostStore, wire: Wire, onCreated: (post: PostRecord) => void): PostStore {
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
        apply: async () => {
          const result = await inner.put(params)
          if (result.status === 'created') onCreated(params.post)
          return result
        },
      }),
    getMany: (params, call) =>
      wire.call({
        port,
        step: 'posts.getMany',
        call,
        apply: async () => {
          const parts = await inParts(params.postIds, wire, (postIds) => inner.getMany({ ...params, postIds }))
          return new Map(parts.flatMap((found) => [...found]))
        },
      }),
    listByAuthors: (params, call) =>
      wire.call({
        port,
        step: 'posts.listByAuthors',
        call,
        apply: async () => {
          const parts = await inParts(params.authors, wire, (authors) => inner.listByAuthors({ ...params, authors }))
          return parts.flat()
        },
      }),
    update: (params, call) => wire.call({ port, step: 'posts.update', call, apply: () => inner.update(params) }),
    tombstone: (params, call) =>
      wire.call({ port, step: 'posts.tombstone', call, late: true, apply: () => inner.tombstone(params) }),
    ...(inner.outbox === undefined ? {} : { outbox: faultyOutbox(inner.outbox, wire) }),
    close: () => Promise.resolve(),
  }
}

function faultyOutbox(inner: Outbox, wire: Wire): Outbox {
  const port = 'posts'
  return {
    claim: (params, call) => wire.call({ port, step: 'outbox.claim', call, apply: () => inner.claim(params) }),
    acknowledge: (params, call) =>
      wire.call({ port, step: 'outbox.acknowledge', call, apply: () => inner.acknowledge(params) }),
    release: (params, call) => wire.call({ port, step: 'outbox.release', call, apply: () => inner.release(params) }),
    pending: (call) => wire.call({ port, step: 'outbox.pending', call, apply: () => inner.pending() }),
  }
}
