import { mutantsOf, override } from '../mutant'
import { layered } from './layers'

export const tombstoneMutants = mutantsOf('postStore', [
  [
    'anybody may delete a post',
    'posts.tombstone.other-author',
    (inner) =>
      override(inner, {
        tombstone: async (params, call) => {
          const { tenant, postId } = params
          const authorId = (await inner.getMany({ tenant, postIds: [postId] })).get(postId)?.authorId ?? params.authorId
          return inner.tombstone({ ...params, authorId }, call)
        },
      }),
  ],
  [
    'a tombstone needs a post',
    ['posts.tombstone.before-put', 'posts.tombstone.concurrent'],
    (inner) =>
      override(inner, {
        tombstone: async (params, call) => {
          const there = await inner.getMany({ tenant: params.tenant, postIds: [params.postId] })
          return there.size === 0 ? { status: 'deleted' } : inner.tombstone(params, call)
        },
      }),
  ],
  [
    'every tombstone answers deleted',
    ['posts.tombstone.final', 'posts.tombstone.concurrent'],
    (inner) =>
      override(inner, {
        tombstone: async (params, call) => {
          const { status } = await inner.tombstone(params, call)
          return { status: status === 'already' ? 'deleted' : status }
        },
      }),
  ],
  [
    'a late put brings a deleted post back',
    'posts.tombstone.final',
    (inner) =>
      layered(inner, (layer) => ({
        put: async (params, call) => {
          const result = await inner.put(params, call)
          if (result.status === 'gone') layer.set(params.post.id, params.post)
          return result
        },
      })),
  ],
  [
    'a tombstone is for its author\u2019s puts alone',
    ['posts.tombstone.final', 'posts.tombstone.before-put'],
    (inner) => {
      const authors = new Map<string, string>()
      return override(inner, {
        tombstone: (params, call) => {
          authors.set(params.postId, params.authorId)
          return inner.tombstone(params, call)
        },
        put: async (params, call) => {
          const result = await inner.put(params, call)
          const stranger = result.status === 'gone' && authors.get(params.post.id) !== params.post.authorId
          return stranger ? { status: 'created' } : result
        },
      })
    },
  ],
  [
    'a tombstone is forgotten when its post is put again',
    ['posts.tombstone.final', 'posts.update.gone'],
    (inner) =>
      override(inner, {
        put: async (params, call) => {
          const result = await inner.put(params, call)
          return result.status === 'gone' ? { status: 'created' } : result
        },
      }),
  ],
])
