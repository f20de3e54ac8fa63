import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { follow, followEach, relationsOf, STRANGER, sorted } from './edges'

export const relations = [
  graphStoreRule({
    id: 'graph.relations.every-author',
    title: 'Relations has every author asked for, strangers and the viewer included, however many',
    why: 'An author without a relation cannot be judged, and an engine that guesses shows what it must not.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const viewerId = make.user()
      const authors = make.users(150)
      const followed = authors.filter((_, index) => index % 3 === 0)
      await followEach(
        adapter,
        tenant,
        followed.map((author) => [viewerId, author] as const),
      )
      const muted = authors.at(-1) ?? ''
      await adapter.mute({ tenant, userId: viewerId, targetId: muted })
      const authorIds = [...authors, viewerId, ...authors.slice(0, 2)]
      const answer = await relationsOf(adapter, { tenant, viewerId, authorIds })
      const expected = authors.map((author, index) => [
        author,
        { ...STRANGER, follow: index % 3 === 0 ? 'accepted' : 'none', muting: author === muted },
      ])
      ensureEqual(sorted(answer.relations.keys()), sorted([...authors, viewerId]), 'authors with a relation')
      ensureEqual(
        authors.map((author) => [author, answer.relations.get(author)]),
        expected,
        'their relations',
      )
      ensureEqual(answer.relations.get(viewerId), STRANGER, 'relation of the viewer to itself')
      ensureEqual(
        (await relationsOf(adapter, { tenant, viewerId })).relations.size,
        0,
        'relations when none are asked for',
      )
    },
  }),
  graphStoreRule({
    id: 'graph.relations.every-kind',
    title: 'A relation tells follow, both directions of blocks, mute and account apart',
    why: 'Everything that decides what a viewer may see is in it.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', blocked = '', blocker = '', muted = '', closed = '', fan = '', muter = ''] = make.users(7)
      await adapter.setAccountVisibility({ tenant, userId: closed, visibility: 'private' })
      await adapter.block({ tenant, userId: viewerId, targetId: blocked })
      await adapter.block({ tenant, userId: blocker, targetId: viewerId })
      await adapter.mute({ tenant, userId: viewerId, targetId: muted })
      await adapter.mute({ tenant, userId: muter, targetId: viewerId })
      await follow(adapter, tenant, viewerId, closed)
      await follow(adapter, tenant, fan, viewerId)
      const authorIds = [blocked, blocker, muted, closed, fan, muter]
      const answer = await relationsOf(adapter, { tenant, viewerId, authorIds })
      const expected = [
        { ...STRANGER, blocking: true },
        { ...STRANGER, blockedBy: true },
        { ...STRANGER, muting: true },
        { ...STRANGER, follow: 'pending', account: 'private' },
        STRANGER,
        STRANGER,
      ]
      ensureEqual(
        authorIds.map((author) => answer.relations.get(author)),
        expected,
        'relations',
      )
    },
  }),
  graphStoreRule({
    id: 'graph.relations.of-those-listed',
    title: 'Relations has every pull author and every new followee too',
    why: 'Their posts are merged into the page without a second call.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [viewerId = '', pull = '', fresh = ''] = make.users(3)
      await followEach(adapter, tenant, [[viewerId, pull]])
      await adapter.recordDelivery({ tenant, authorId: pull, pulled: { belowClass: 4, position: make.position() } })
      await adapter.recordDelivery({ tenant, authorId: viewerId, pulled: { belowClass: 4, position: make.position() } })
      const { graphVersion } = await relationsOf(adapter, { tenant, viewerId })
      await followEach(adapter, tenant, [[viewerId, fresh]])
      await adapter.mute({ tenant, userId: viewerId, targetId: fresh })
      const answer = await relationsOf(adapter, { tenant, viewerId, followedAfterVersion: graphVersion })
      ensureEqual(answer.relations.get(pull), { ...STRANGER, follow: 'accepted' }, 'relation to a pull author')
      ensureEqual(
        answer.relations.get(fresh),
        { ...STRANGER, follow: 'accepted', muting: true },
        'relation to a new followee',
      )
      ensureEqual(answer.relations.get(viewerId), STRANGER, 'relation of the viewer, a pull author, to itself')
    },
  }),
]
