import type { ProfileRecord, UserDirectory } from '@feed-engine/core'
import { mutantsOf, override } from '../mutant'

type ProfilesOf = NonNullable<UserDirectory['profiles']>

/** A directory whose answers about profiles are changed on their way. */
function changed(
  inner: UserDirectory,
  change: (
    found: ReadonlyMap<string, ProfileRecord>,
    params: Parameters<ProfilesOf>[0],
  ) => ReadonlyMap<string, ProfileRecord>,
): UserDirectory {
  const profiles: ProfilesOf = async (params, call) =>
    change((await inner.profiles?.(params, call)) ?? new Map<string, ProfileRecord>(), params)
  return override(inner, { profiles })
}

function each(
  found: ReadonlyMap<string, ProfileRecord>,
  change: (profile: ProfileRecord) => ProfileRecord,
): ReadonlyMap<string, ProfileRecord> {
  return new Map([...found].map(([userId, profile]) => [userId, change(profile)]))
}

export const profileMutants = mutantsOf('userDirectory', [
  [
    'of many users the last ones have no profile',
    'users.profiles.those-who-exist',
    (inner) => changed(inner, (found) => new Map([...found].slice(0, 50))),
  ],
  [
    'somebody unknown has an empty profile',
    'users.profiles.those-who-exist',
    (inner) =>
      changed(
        inner,
        (found, { userIds }) =>
          new Map(userIds.map((id) => [id, found.get(id) ?? { id, version: 0, body: new Uint8Array() }])),
      ),
  ],
  [
    'versions have 32 bits',
    'users.profiles.those-who-exist',
    (inner) =>
      changed(inner, (found) => each(found, (profile) => ({ ...profile, version: profile.version % 2 ** 32 }))),
  ],
  [
    'bodies are text',
    'users.profiles.those-who-exist',
    (inner) =>
      changed(inner, (found) =>
        each(found, (profile) => ({
          ...profile,
          body: new TextEncoder().encode(new TextDecoder().decode(profile.body)),
        })),
      ),
  ],
  [
    'the first profile that was read stays',
    'users.profiles.change',
    (inner) => {
      const seen = new Map<string, ProfileRecord>()
      return changed(inner, (found, { tenant }) =>
        each(found, (profile) => {
          const key = `${tenant}\n${profile.id}`
          const first = seen.get(key) ?? profile
          seen.set(key, first)
          return first
        }),
      )
    },
  ],
  [
    'user ids do not tell upper case from lower',
    'users.profiles.isolated',
    (inner) => changed(inner, (found) => each(found, (profile) => found.get(profile.id.toLowerCase()) ?? profile)),
  ],
  [
    'profiles are there without the capability',
    'users.profiles.absent',
    (inner) => override(inner, { capabilities: Object.freeze({ ...inner.capabilities, profiles: false }) }),
  ],
])
