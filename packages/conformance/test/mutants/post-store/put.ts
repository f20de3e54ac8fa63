import { mutantsOf, override } from '../mutant'
import { layered, showing } from './layers'

export const putMutants = mutantsOf('postStore', [
  [
    'every other post is readable only after the next one',
    'posts.put.created',
    (inner) => {
      let puts = 0
      let late = ''
      const shown = override(inner, {
        getMany: async (params, call) => {
          const found = await inner.getMany(params, call)
          return new Map([...found].filter(([id]) => id !== late))
        },
      })
      return override(shown, {
        put: async (params, call) => {
          puts += 1
          late = puts % 2 === 0 ? params.post.id : ''
          return inner.put(params, call)
        },
      })
    },
  ],
  [
    'a repeated put overwrites the post',
    'posts.put.idempotent',
    (inner) =>
      layered(inner, (layer) => ({
        put: async (params, call) => {
          const result = await inner.put(params, call)
          if (result.status === 'exists') layer.set(params.post.id, params.post)
          return result
        },
      })),
  ],
  [
    'exists answers what was put, not what is stored',
    ['posts.put.idempotent', 'posts.put.other-author', 'posts.put.exists-is-current'],
    (inner) =>
      override(inner, {
        put: async (params, call) => {
          const result = await inner.put(params, call)
          return result.status === 'exists' ? { status: 'exists', post: params.post } : result
        },
      }),
  ],
  [
    'a repeated put answers created',
    ['posts.put.idempotent', 'posts.key.names-one-post'],
    (inner) =>
      override(inner, {
        put: async (params, call) => {
          const result = await inner.put(params, call)
          return result.status === 'exists' ? { status: 'created' } : result
        },
      }),
  ],
  [
    'put looks before it writes, and lets two win',
    'posts.put.concurrent',
    (inner) =>
      override(inner, {
        put: async (params, call) => {
          const { tenant, post } = params
          const there = (await inner.getMany({ tenant, postIds: [post.id] })).has(post.id)
          await Promise.resolve()
          const result = await inner.put(params, call)
          return there || result.status !== 'exists' || params.idempotencyKey !== undefined
            ? result
            : { status: 'created' }
        },
      }),
  ],
  [
    'optional fields come back as undefined',
    'posts.put.absent-fields',
    (inner) => showing(inner, (post) => Object.assign({ expiresAtMs: undefined }, post)),
  ],
  [
    'bodies are kept as text',
    'posts.put.any-body',
    (inner) =>
      showing(inner, (post) => ({ ...post, body: new TextEncoder().encode(new TextDecoder().decode(post.body)) })),
  ],
  [
    'media references are lost',
    'posts.put.every-field',
    (inner) => showing(inner, ({ mediaRefs: _, ...post }) => post),
  ],
])
