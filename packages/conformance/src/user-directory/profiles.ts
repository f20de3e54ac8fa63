import type { ProfileRecord, TenantId, UserDirectory, UserId } from '@feed-engine/core'
import { AWKWARD_IDS, LONGEST_IDS } from '../common/awkward-ids'
import { userDirectoryRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'

export const profileRules = [
  userDirectoryRule({
    id: 'users.profiles.those-who-exist',
    requires: 'profiles',
    title: 'profiles answers those of the users who exist, with version and bytes, however many are asked for',
    why: 'A page would show a stranger beside a post, or nobody.',
    async run({ adapter, harness, make }) {
      const tenant = make.tenant()
      const users = make.users(140)
      const records = users.map((id, index) => ({ id, version: VERSIONS[index % 4] ?? 0, body: make.bytes(index) }))
      const known = records.filter((_, index) => index % 3 !== 1)
      for (const { id, ...profile } of known) await harness.addUser({ tenant, userId: id, profile })
      await ensureProfiles(adapter, tenant, [...users, ...users.slice(0, 4)], known)
      await ensureProfiles(adapter, tenant, [], [])
    },
  }),
  userDirectoryRule({
    id: 'users.profiles.change',
    requires: 'profiles',
    title: 'A profile that was changed is answered as it is now, and no other one is touched',
    why: 'Caches are told of a change, and ask: an old answer would be kept as the new one.',
    async run({ adapter, harness, make }) {
      const tenant = make.tenant()
      const [changed, kept] = [make.user(), make.user()]
      const profileOf = (id: UserId, version: number): ProfileRecord => ({ id, version, body: make.bytes(8) })
      const other = profileOf(kept, 5)
      await harness.addUser({ tenant, userId: kept, profile: other })
      for (const version of [1, 2, 9]) {
        const profile = profileOf(changed, version)
        await harness.addUser({ tenant, userId: changed, profile })
        await ensureProfiles(adapter, tenant, [kept, changed], [other, profile])
      }
    },
  }),
  userDirectoryRule({
    id: 'users.profiles.isolated',
    requires: 'profiles',
    title: 'Profiles of any legal user ids are told apart, and so are those of two tenants',
    why: 'One user would be shown as another.',
    async run({ adapter, harness, make }) {
      const [tenant, other] = [make.tenant(), make.tenant()]
      const ids = [...AWKWARD_IDS, ...LONGEST_IDS]
      const profiles = ids.map((id, index) => ({ id, version: index, body: make.bytes(6) }))
      for (const { id, ...profile } of profiles) await harness.addUser({ tenant, userId: id, profile })
      await ensureProfiles(adapter, tenant, ids, profiles)
      await ensureProfiles(adapter, other, ids, [])
      await ensureProfiles(adapter, `${tenant}:a`, ['b'], [])
    },
  }),
  userDirectoryRule({
    id: 'users.profiles.absent',
    without: 'profiles',
    title: 'Without the capability, profiles is absent',
    why: 'The engine would show profiles that the directory does not vouch for.',
    async run({ adapter }) {
      ensure(adapter.profiles === undefined, 'profiles has to be absent')
    },
  }),
]

const VERSIONS = [0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER]

async function ensureProfiles(
  users: UserDirectory,
  tenant: TenantId,
  userIds: readonly UserId[],
  expected: readonly ProfileRecord[],
): Promise<void> {
  const found = await users.profiles?.({ tenant, userIds })
  ensure(found !== undefined, 'profiles has to be there')
  const plain = ({ id, version, body }: ProfileRecord) => ({ id, version, body: Array.from(body) })
  ensureEqual(
    [...found].map(([userId, profile]) => [userId, plain(profile)] as const).sort(byId),
    expected.map((profile) => [profile.id, plain(profile)] as const).sort(byId),
    `profiles of ${userIds.length} users`,
  )
}

function byId([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
