import { counterStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { apply, memberChange, NONE, NOW_MS, readOne, view } from './counters'

export const readCounters = [
  counterStoreRule({
    id: 'counters.read.zeros',
    title: 'A post of which nothing was counted has zeros; every asked post is in the answer, also one asked twice',
    why: 'A page of new posts shows zeros, not holes.',
    async run({ adapter, make }) {
      const [tenant, post, ...others] = [make.tenant(), make.name('post'), ...make.users(200)]
      await apply(adapter, tenant, [memberChange(post, make.user()), view(post, make.name('event'))])
      const found = await adapter.read({ tenant, postIds: [...others, post, post] })
      const expected = [
        ...others.map((id) => [id, { counts: NONE }] as const),
        [post, { counts: { ...NONE, likes: 1, views: 1 } }] as const,
      ]
      ensureEqual(found, new Map(expected), 'the counters')
      ensureEqual(await adapter.read({ tenant, postIds: [] }), new Map(), 'the answer for no posts')
    },
  }),
  counterStoreRule({
    id: 'counters.read.liked',
    title: 'liked tells whether the asked viewer is in the likes of each post, and is absent if nobody was asked for',
    why: 'A heart that is red for somebody else’s like.',
    async run({ adapter, make }) {
      const [tenant, viewer, other] = [make.tenant(), make.user(), make.user()]
      const [liked, unliked, theirs, reposted] = make.users(4) as [string, string, string, string]
      await apply(adapter, tenant, [
        memberChange(liked, viewer),
        memberChange(unliked, viewer),
        memberChange(unliked, viewer, { on: false, atMs: NOW_MS + 1 }),
        memberChange(theirs, other),
        memberChange(reposted, viewer, { counter: 'reposts' }),
      ])
      const postIds = [liked, unliked, theirs, reposted]
      const found = await adapter.read({ tenant, postIds, viewerId: viewer })
      ensureEqual(
        postIds.map((id) => found.get(id)?.liked),
        [true, false, false, false],
        'what the viewer likes',
      )
      const unasked = await readOne(adapter, tenant, liked)
      ensureEqual(unasked !== undefined && 'liked' in unasked, false, 'whether liked is there unasked')
    },
  }),
  counterStoreRule({
    id: 'counters.own-copies',
    title: 'What callers do to changes and counts after a call changes nothing in the store',
    why: 'One request would see what another one scribbled on.',
    async run({ adapter, make }) {
      const [tenant, post, member] = [make.tenant(), make.name('post'), make.user()]
      const change = memberChange(post, member)
      await apply(adapter, tenant, [change])
      Object.assign(change, { on: false, atMs: 0, member: 'x' })
      for (let round = 0; round < 2; round++) {
        const found = await readOne(adapter, tenant, post, member)
        ensureEqual(found, { counts: { ...NONE, likes: 1 }, liked: true }, 'the counters')
        if (found !== undefined && !Object.isFrozen(found.counts)) Object.assign(found.counts, { likes: 9 })
      }
      ensureEqual(await apply(adapter, tenant, [memberChange(post, member)]), ['known'], 'the change told again')
    },
  }),
]
