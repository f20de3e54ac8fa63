import { AWKWARD_IDS, LONGEST_IDS } from '../common/awkward-ids'
import { userDirectoryRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'

export const existing = [
  userDirectoryRule({
    id: 'users.existing.those-who-exist',
    title: 'existing answers those of the users who exist, however many are asked for, and nobody else',
    why: 'Following somebody unknown is an error; following somebody known must not be.',
    async run({ adapter, harness, make }) {
      const tenant = make.tenant()
      const users = make.users(140)
      const known = users.filter((_, index) => index % 2 === 1)
      for (const userId of known) await harness.addUser({ tenant, userId })
      ensureEqual(
        await adapter.existing({ tenant, userIds: [...users, ...users.slice(0, 4)] }),
        new Set(known),
        'users',
      )
      ensureEqual(await adapter.existing({ tenant, userIds: [] }), new Set(), 'users when none are asked for')
    },
  }),
  userDirectoryRule({
    id: 'users.ids.any-characters',
    title: 'User ids of any legal characters and of 256 bytes are told apart',
    why: 'Somebody unknown would pass for somebody known.',
    async run({ adapter, harness, make }) {
      const tenant = make.tenant()
      const ids = [...AWKWARD_IDS, ...LONGEST_IDS]
      const known = ids.filter((_, index) => index % 2 === 0)
      for (const userId of known) await harness.addUser({ tenant, userId })
      ensureEqual(await adapter.existing({ tenant, userIds: ids }), new Set(known), 'users')
    },
  }),
  userDirectoryRule({
    id: 'users.tenants.isolated',
    title: 'A user of one tenant does not exist in another',
    why: 'One customer would learn of the users of another.',
    async run({ adapter, harness, make }) {
      const [tenant, other] = [make.tenant(), make.tenant()]
      await harness.addUser({ tenant, userId: 'a:b' })
      ensureEqual(await adapter.existing({ tenant: other, userIds: ['a:b'] }), new Set(), 'users of the other tenant')
      ensureEqual(
        await adapter.existing({ tenant: `${tenant}:a`, userIds: ['b'] }),
        new Set(),
        'users of a longer name',
      )
      ensureEqual(await adapter.existing({ tenant, userIds: ['a:b'] }), new Set(['a:b']), 'users of the tenant')
    },
  }),
]
