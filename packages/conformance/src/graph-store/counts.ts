import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { followEach } from './edges'

export const counts = graphStoreRule({
  id: 'graph.counts.each-user',
  title: 'counts answers exactly and for each user asked, also for users whom nobody knows',
  why: 'A profile without a number looks broken.',
  async run({ adapter, make }) {
    const tenant = make.tenant()
    const [hub = '', other = '', unknown = ''] = make.users(3)
    const fans = make.users(120)
    await followEach(
      adapter,
      tenant,
      fans.map((fan) => [fan, hub] as const),
    )
    await followEach(adapter, tenant, [
      [hub, other],
      [fans[0] ?? '', other],
    ])
    const counted = await adapter.counts({ tenant, userIds: [hub, unknown, other, hub, ...fans] })
    ensureEqual(counted.size, fans.length + 3, 'number of users counted')
    ensureEqual(counted.get(hub), { followers: 120, followees: 1 }, 'counts of the hub')
    ensureEqual(counted.get(other), { followers: 2, followees: 0 }, 'counts of the other')
    ensureEqual(counted.get(unknown), { followers: 0, followees: 0 }, 'counts of a user whom nobody knows')
    ensureEqual(counted.get(fans[0] ?? ''), { followers: 0, followees: 2 }, 'counts of the first fan')
    ensureEqual(counted.get(fans[119] ?? ''), { followers: 0, followees: 1 }, 'counts of the last fan')
    ensureEqual((await adapter.counts({ tenant, userIds: [] })).size, 0, 'number of users counted for none')
  },
})
