import { mutantsOf, override } from '../mutant'
import { profileMutants } from './profiles'

const existingMutants = mutantsOf('userDirectory', [
  [
    'of many users everybody exists',
    'users.existing.those-who-exist',
    (inner) =>
      override(inner, {
        existing: async (params, call) =>
          params.userIds.length > 100 ? new Set(params.userIds) : inner.existing(params, call),
      }),
  ],
  [
    'of many users the last ones are unknown',
    'users.existing.those-who-exist',
    (inner) =>
      override(inner, {
        existing: (params, call) => inner.existing({ ...params, userIds: params.userIds.slice(0, 100) }, call),
      }),
  ],
  [
    'user ids are trimmed',
    'users.ids.any-characters',
    (inner) =>
      override(inner, {
        existing: async (params, call) => {
          const trimmed = params.userIds.map((id) => id.trim())
          const found = await inner.existing({ ...params, userIds: [...params.userIds, ...trimmed] }, call)
          return new Set(params.userIds.filter((id) => found.has(id) || found.has(id.trim())))
        },
      }),
  ],
  [
    'a user exists for every tenant',
    'users.tenants.isolated',
    (inner) => {
      const tenants = new Set<string>()
      return override(inner, {
        existing: async ({ tenant, userIds }, call) => {
          tenants.add(tenant)
          const found = await Promise.all(
            [...tenants, tenant.split(':')[0] ?? ''].map((each) => inner.existing({ tenant: each, userIds }, call)),
          )
          return new Set([...found.flatMap((each) => [...each]), ...userIds.filter((id) => id === 'b')])
        },
      })
    },
  ],
])

export const userDirectoryMutants = [...existingMutants, ...profileMutants]
