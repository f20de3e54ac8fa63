import { hide, mutantsOf, override } from '../mutant'

export const capabilitiesMutants = mutantsOf('postStore', [
  [
    'expired posts are hidden though the capability is false',
    'posts.expiry.kept',
    (inner, time) =>
      override(inner, {
        getMany: async (params, call) => {
          const found = await inner.getMany(params, call)
          return new Map([...found].filter(([, post]) => (post.expiresAtMs ?? Number.POSITIVE_INFINITY) > time.now()))
        },
      }),
  ],
  [
    'posts expire in seconds, not milliseconds',
    ['posts.expiry.not-early', 'posts.expiry.removed'],
    (inner, time) => {
      const expiring = override(inner, {
        getMany: async (params, call) => {
          const found = await inner.getMany(params, call)
          return new Map(
            [...found].filter(([, post]) => (post.expiresAtMs ?? Number.POSITIVE_INFINITY) > time.now() * 1_000),
          )
        },
      })
      return override(expiring, { capabilities: Object.freeze({ ...inner.capabilities, expiry: true }) })
    },
  ],
  [
    'there is an outbox though the capability is false',
    'posts.outbox.absent',
    (inner) => override(inner, { capabilities: Object.freeze({ ...inner.capabilities, transactionalOutbox: false }) }),
  ],
  ['there is no outbox though the capability is true', 'posts.outbox.present', (inner) => hide(inner, 'outbox')],
])
