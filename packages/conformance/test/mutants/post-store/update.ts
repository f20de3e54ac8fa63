import type { PostRecord } from '@feed-engine/core'
import { mutantsOf, override } from '../mutant'
import { layered, showing } from './layers'

export const updateMutants = mutantsOf('postStore', [
  [
    'getMany answers what it read first',
    'posts.update.changes',
    (inner) => {
      const read = new Map<string, PostRecord>()
      return showing(inner, (post) => {
        const first = read.get(`${post.position}${post.authorId}`) ?? post
        read.set(`${post.position}${post.authorId}`, first)
        return first
      })
    },
  ],
  [
    'update keeps the version',
    ['posts.update.changes', 'posts.update.concurrent'],
    (inner) => {
      const unversioned = showing(inner, (post) => (post.state === 'deleted' ? post : { ...post, version: 1 }))
      return override(unversioned, {
        update: async (params, call) => {
          const result = await inner.update(params, call)
          return result.status === 'updated' ? { ...result, post: { ...result.post, version: 1 } } : result
        },
      })
    },
  ],
  [
    'update does not look at the expected version',
    'posts.update.expected-version',
    (inner) => override(inner, { update: ({ expectedVersion: _, ...params }, call) => inner.update(params, call) }),
  ],
  [
    'update compares the expected version before it writes',
    'posts.update.expected-version',
    (inner) =>
      override(inner, {
        update: async ({ expectedVersion, ...params }, call) => {
          const { tenant, postId } = params
          const post = (await inner.getMany({ tenant, postIds: [postId] })).get(postId)
          await Promise.resolve()
          if (expectedVersion === undefined || post === undefined || post.version === expectedVersion) {
            return inner.update(params, call)
          }
          return post.state === 'deleted' ? { status: 'gone' } : { status: 'conflict', post }
        },
      }),
  ],
  [
    'update answers the post before the change',
    'posts.update.changes',
    (inner) =>
      override(inner, {
        update: async (params, call) => {
          const before = (await inner.getMany({ tenant: params.tenant, postIds: [params.postId] })).get(params.postId)
          const result = await inner.update(params, call)
          return result.status === 'updated' && before !== undefined ? { ...result, post: before } : result
        },
      }),
  ],
  [
    'update writes all fields, empty where none is given',
    'posts.update.changes',
    (inner) =>
      override(inner, {
        update: ({ change, ...params }, call) =>
          inner.update({ ...params, change: { visibility: 'public', state: 'visible', ...change } }, call),
      }),
  ],
  [
    'anybody may update a post',
    'posts.update.other-author',
    (inner) =>
      override(inner, {
        update: async (params, call) => {
          const { tenant, postId } = params
          const authorId = (await inner.getMany({ tenant, postIds: [postId] })).get(postId)?.authorId ?? params.authorId
          return inner.update({ ...params, authorId }, call)
        },
      }),
  ],
  [
    'update of a deleted post brings it back',
    'posts.update.gone',
    (inner) =>
      layered(inner, (layer) => ({
        update: async (params, call) => {
          const result = await inner.update(params, call)
          const { tenant, postId, change } = params
          const post = (await inner.getMany({ tenant, postIds: [postId] })).get(postId)
          if (result.status === 'gone' && post !== undefined)
            layer.set(postId, { ...post, state: 'visible', ...change })
          return result
        },
      })),
  ],
  [
    'update of an unknown id makes a row',
    'posts.update.missing',
    (inner) => {
      const made = new Set<string>()
      return override(inner, {
        update: async (params, call) => {
          const result = await inner.update(params, call)
          if (result.status === 'missing') made.add(params.postId)
          return result
        },
        put: async (params, call) =>
          made.has(params.post.id) ? { status: 'exists', post: params.post } : inner.put(params, call),
      })
    },
  ],
])
