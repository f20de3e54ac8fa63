import { mutantsOf, override } from '../mutant'
import { showing } from './layers'

export const getManyMutants = mutantsOf('postStore', [
  [
    'getMany loses the last of more than ten ids',
    'posts.get.many',
    (inner) =>
      override(inner, {
        getMany: ({ tenant, postIds }, call) =>
          inner.getMany({ tenant, postIds: postIds.length > 10 ? [...new Set(postIds)].slice(0, -1) : postIds }, call),
      }),
  ],
  [
    'getMany reads the first hundred ids',
    'posts.get.many',
    (inner) =>
      override(inner, { getMany: (p, call) => inner.getMany({ ...p, postIds: p.postIds.slice(0, 100) }, call) }),
  ],
  [
    'an unknown id is answered with a deleted post',
    'posts.get.unknown',
    (inner) =>
      override(inner, {
        getMany: async (params, call) => {
          const found = new Map(await inner.getMany(params, call))
          const sample = found.values().next().value
          for (const id of params.postIds) {
            if (sample !== undefined && !found.has(id)) found.set(id, { ...sample, id, state: 'deleted' })
          }
          return found
        },
      }),
  ],
  [
    'a tombstone keeps the body',
    'posts.get.deleted',
    (inner) => {
      const bodies = new Map<string, Uint8Array>()
      const shown = showing(inner, (post) => ({ ...post, body: bodies.get(post.id) ?? post.body }))
      return override(shown, {
        put: (params, call) => {
          bodies.set(params.post.id, params.post.body)
          return inner.put(params, call)
        },
        update: (params, call) => {
          bodies.delete(params.postId)
          return inner.update(params, call)
        },
      })
    },
  ],
  [
    'a tombstone keeps the version',
    'posts.get.deleted',
    (inner) => showing(inner, (post) => (post.state === 'deleted' ? { ...post, version: 1 } : post)),
  ],
])
