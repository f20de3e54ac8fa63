import { cellOf } from '@feed-engine/core'
import { AWKWARD_IDS } from '../common/awkward-ids'
import { graphStoreRule } from '../kit/rule'
import { ensure, ensureEqual, ensureRejects } from '../kit/violation'
import { followEach, sorted, walk } from './edges'

export const followerCells = [
  graphStoreRule({
    id: 'graph.followers.cells',
    requires: 'followersByCell',
    title: 'The cells of an author\u2019s followers are those of cellOf, and together hold everyone once',
    why: 'A follower in no cell gets no post; one in two gets double work.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const userId = make.user()
      const fans = [...make.users(40), ...AWKWARD_IDS]
      await followEach(
        adapter,
        tenant,
        fans.map((fan) => [fan, userId] as const),
      )
      for (const count of [1, 2, 7, 256]) {
        const seen: string[] = []
        for (let index = 0; index < count; index++) {
          const cell = { index, count }
          const users = await walk((after) => adapter.followers({ tenant, userId, cell, limit: 3, ...after }), 3)
          ensure(
            users.every((fan) => cellOf(fan, count) === index),
            `cell ${index} of ${count} holds its users only`,
          )
          seen.push(...users)
        }
        ensureEqual(sorted(seen), sorted(fans), `followers of all ${count} cells`)
      }
    },
  }),
  graphStoreRule({
    id: 'graph.followers.cell-ranges',
    requires: 'followersByCell',
    title: 'A cell can be walked in ranges: `after` and `through` bound it as they bound all followers',
    why: 'Large authors are split by cell and by range.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const userId = make.user()
      await followEach(
        adapter,
        tenant,
        make.users(60).map((fan) => [fan, userId] as const),
      )
      const cell = { index: 1, count: 3 }
      const order = await walk((after) => adapter.followers({ tenant, userId, cell, limit: 50, ...after }), 50)
      ensure(
        order.every((fan) => cellOf(fan, 3) === 1),
        'a cell holds its users only',
      )
      const [low = '', high = ''] = [order[2], order[7]]
      const range = await walk(
        (on) => adapter.followers({ tenant, userId, cell, after: low, through: high, limit: 2, ...on }),
        2,
      )
      ensureEqual(range, order.slice(3, 8), 'a range of a cell')
    },
  }),
  graphStoreRule({
    id: 'graph.followers.cells-unsupported',
    without: 'followersByCell',
    title: 'Without the capability, followers rejects a cell with UNSUPPORTED',
    why: 'Everyone instead of a cell would be fanned out once per cell.',
    async run({ adapter, make }) {
      const call = adapter.followers({
        tenant: make.tenant(),
        userId: make.user(),
        limit: 1,
        cell: { index: 0, count: 2 },
      })
      await ensureRejects(call, 'UNSUPPORTED', 'followers of a cell')
    },
  }),
]
