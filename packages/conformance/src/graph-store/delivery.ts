import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { follow, followEach, relationsOf } from './edges'

export const delivery = [
  graphStoreRule({
    id: 'graph.delivery.latest',
    title: 'authorState has no delivery at first, then the one recorded last',
    why: 'Hysteresis is measured from it.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const authorId = make.user()
      ensureEqual(await adapter.authorState({ tenant, authorId }), { followers: 0 }, 'state of an author without posts')
      for (const pushFrom of [0, 4, 2, 2]) {
        await adapter.recordDelivery({ tenant, authorId, delivery: { pushFrom } })
        const state = await adapter.authorState({ tenant, authorId })
        ensureEqual(state.delivery, { delivery: { pushFrom }, pulledUpTo: {} }, 'delivery recorded last')
      }
    },
  }),
  graphStoreRule({
    id: 'graph.delivery.marks-rise',
    title: 'Marks rise and never fall, each class by itself',
    why: 'A mark below a pulled post hides the post from those who have to pull it.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const authorId = make.user()
      const [low = '', middle = '', high = ''] = make.adjacentPositions(3)
      await adapter.recordDelivery({ tenant, authorId, delivery: { pushFrom: 2 } })
      const raise = async (belowClass: number, position: string, expected: Record<number, string>) => {
        await adapter.recordDelivery({ tenant, authorId, pulled: { belowClass, position } })
        const { delivery: state } = await adapter.authorState({ tenant, authorId })
        ensureEqual(state, { delivery: { pushFrom: 2 }, pulledUpTo: expected }, 'marks')
      }
      await raise(2, middle, { 2: middle })
      await raise(2, low, { 2: middle })
      await raise(4, low, { 2: middle, 4: low })
      await raise(2, high, { 2: high, 4: low })
      await raise(2, high, { 2: high, 4: low })
      await raise(1, low, { 1: low, 2: high, 4: low })
    },
  }),
  graphStoreRule({
    id: 'graph.delivery.independent',
    title: 'Delivery and marks are recorded together or apart, and neither touches the other',
    why: 'A post that could not be pushed raises the mark long after the decision.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', authorId = ''] = make.users(2)
      await followEach(adapter, tenant, [[viewerId, authorId]])
      const [first = '', second = ''] = make.positions(2)
      await adapter.recordDelivery({ tenant, authorId, pulled: { belowClass: 4, position: first } })
      const { pullAuthors } = await relationsOf(adapter, { tenant, viewerId })
      ensureEqual(pullAuthors, [{ authorId, pulledUpTo: first }], 'pull authors by a mark without a delivery')
      ensureEqual(
        (await adapter.authorState({ tenant, authorId })).delivery,
        undefined,
        'delivery that was never recorded',
      )
      await adapter.recordDelivery({ tenant, authorId, delivery: { pushFrom: 0 } })
      const { delivery: apart } = await adapter.authorState({ tenant, authorId })
      ensureEqual(apart, { delivery: { pushFrom: 0 }, pulledUpTo: { 4: first } }, 'a delivery after a mark')
      const pulled = { belowClass: 2, position: second }
      await adapter.recordDelivery({ tenant, authorId, delivery: { pushFrom: 2 }, pulled })
      const { delivery: together } = await adapter.authorState({ tenant, authorId })
      ensureEqual(together, { delivery: { pushFrom: 2 }, pulledUpTo: { 2: second, 4: first } }, 'both together')
    },
  }),
  graphStoreRule({
    id: 'graph.delivery.concurrent',
    title: 'Marks raised at once end at the highest, and none is lost',
    why: 'Workers and publishers raise them side by side.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const authorId = make.user()
      await adapter.recordDelivery({ tenant, authorId, delivery: { pushFrom: 4 } })
      const positions = make.positions(12)
      await Promise.all(
        positions.map((position, index) =>
          adapter.recordDelivery({ tenant, authorId, pulled: { belowClass: 1 + (index % 4), position } }),
        ),
      )
      const { delivery: state } = await adapter.authorState({ tenant, authorId })
      const [one, two, three, four] = positions.slice(8)
      ensureEqual(state?.pulledUpTo, { 1: one, 2: two, 3: three, 4: four }, 'marks')
    },
  }),
  graphStoreRule({
    id: 'graph.delivery.followers',
    title: 'authorState counts accepted followers, if only after a while',
    why: 'The policy decides by it whether to push or to pull.',
    async run({ adapter, make, time }) {
      const tenant = make.tenant()
      const authorId = make.user()
      const counted = (expected: number) =>
        time.until(
          async () => (await adapter.authorState({ tenant, authorId })).followers === expected,
          `authorState counts ${expected} followers`,
        )
      const fans = make.users(5)
      await followEach(
        adapter,
        tenant,
        fans.map((fan) => [fan, authorId] as const),
      )
      await counted(5)
      await adapter.setAccountVisibility({ tenant, userId: authorId, visibility: 'private' })
      await follow(adapter, tenant, make.user(), authorId)
      await adapter.unfollow({ tenant, followerId: fans[0] ?? '', followeeId: authorId })
      await counted(4)
    },
  }),
]
