import { memberChange, NONE, view } from '../counter-store/counters'
import { writeBehindRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { applyNew, archivedParts, countsOf, frontOf, IDLE_MS, partsOf } from './front'

export const unknownRules = [
  writeBehindRule({
    id: 'behind.unknown.posts',
    title: 'A post that the store does not hold is unknown, with the members asked about, and is not changed',
    why: 'Taken for empty, it would be counted from zero, and the archive overwritten with that.',
    async run({ adapter, make }) {
      const front = frontOf(adapter)
      const [tenant, post, held, member] = [make.tenant(), make.name('post'), make.name('post'), make.user()]
      await applyNew(front, tenant, [memberChange(held, member)])
      for (let round = 0; round < 2; round++) {
        const changes = [memberChange(post, member), view(post, member), memberChange(held, member)]
        const { statuses, unknown } = await front.apply({ tenant, nowMs: 1, changes })
        ensureEqual(statuses, ['unknown', 'unknown', 'known'], 'the statuses')
        const asked = unknown.flatMap((part) => part.members)
        ensureEqual(new Set(unknown.map(({ postId }) => postId)), new Set([post]), 'the unknown posts')
        ensureEqual(asked, [{ counter: 'likes', member }], 'the unknown members')
        const read = await front.read({ tenant, postIds: [post, held], viewerId: member })
        ensureEqual([...read.counters.keys()], [held], 'the posts that are known')
        ensure(
          read.unknown.length > 0 && read.unknown.every(({ postId }) => postId === post),
          'a read has to name the unknown post',
        )
        const ofViewer = read.unknown.flatMap(({ members }) => members)
        ensureEqual(ofViewer, [{ counter: 'likes', member }], 'the viewer among the unknown')
      }
    },
  }),
  writeBehindRule({
    id: 'behind.restore.new',
    title: 'A part of which the archive has nothing is known in full once it is restored: with zeros, and no members',
    why: 'Every like of a new post would ask the archive.',
    async run({ adapter, make }) {
      const front = frontOf(adapter)
      const [tenant, post, member] = [make.tenant(), make.name('post'), make.user()]
      const parts = await partsOf(front, tenant, post)
      await front.restore({ parts: parts.map((part) => ({ ...part, members: [] })), idleMs: IDLE_MS })
      const { counters, unknown } = await front.read({ tenant, postIds: [post], viewerId: member })
      ensureEqual([counters.get(post), [...unknown]], [{ counts: NONE, liked: false }, []], 'the post')
      const { statuses } = await front.apply({ tenant, nowMs: 1, changes: [memberChange(post, member)] })
      ensureEqual(statuses, ['applied'], 'the status of a new member')
    },
  }),
  writeBehindRule({
    id: 'behind.restore.archived',
    title: 'A restored part counts on from the archive; a member of whom nothing was restored is unknown until it is',
    why: 'Taken for new, a viewer who liked the post last year would be counted again.',
    async run({ adapter, make }) {
      const front = frontOf(adapter)
      const [tenant, post, fan, stranger] = [make.tenant(), make.name('post'), make.user(), make.user()]
      const archived = { version: 7, counts: { likes: 5, views: 3 } }
      const restore = async (members: readonly [string, boolean][]) => {
        const states = members.map(([member, on]) => ({ counter: 'likes' as const, member, on, atMs: on ? 5 : 0 }))
        await front.restore({ parts: archivedParts(places, archived, states), idleMs: IDLE_MS })
      }
      const places = await partsOf(front, tenant, post)
      await restore([[fan, true]])
      const changes = [memberChange(post, fan), memberChange(post, stranger), view(post, make.name('event'))]
      const { statuses, unknown } = await front.apply({ tenant, nowMs: 1, changes })
      ensureEqual(statuses, ['applied', 'unknown', 'applied'], 'the statuses')
      ensureEqual(
        unknown.flatMap(({ members }) => members),
        [{ counter: 'likes', member: stranger }],
        'the unknown member',
      )
      const read = await front.read({ tenant, postIds: [post], viewerId: stranger })
      ensureEqual([[...read.counters], read.unknown.length], [[], 1], 'a read for the unknown member')
      await restore([[stranger, false]])
      ensureEqual(
        (await front.read({ tenant, postIds: [post], viewerId: stranger })).counters.get(post)?.liked,
        false,
        'liked',
      )
      const again = await front.apply({ tenant, nowMs: 1, changes: [memberChange(post, stranger)] })
      ensureEqual(again.statuses, ['applied'], 'the status once it is restored')
      ensureEqual(await countsOf(front, tenant, post), { ...NONE, likes: 6, views: 4 }, 'the counts')
    },
  }),
  writeBehindRule({
    id: 'behind.restore.keeps-newer',
    title: 'Restoring a part or member that is held changes nothing',
    why: 'What was loaded before a change may arrive after it, and would undo it.',
    async run({ adapter, make }) {
      const front = frontOf(adapter)
      const [tenant, post, member] = [make.tenant(), make.name('post'), make.user()]
      const places = await partsOf(front, tenant, post)
      const old = archivedParts(places, { version: 7, counts: { likes: 5 } }, [
        { counter: 'likes', member, on: false, atMs: 0 },
      ])
      await front.restore({ parts: old, idleMs: IDLE_MS })
      await front.apply({ tenant, nowMs: 1, changes: [memberChange(post, member)] })
      await front.restore({ parts: old, idleMs: IDLE_MS })
      const { counters } = await front.read({ tenant, postIds: [post], viewerId: member })
      ensureEqual(counters.get(post), { counts: { ...NONE, likes: 6 }, liked: true }, 'the counters')
      await front.restore({ parts: places.map((place) => ({ ...place, members: [] })), idleMs: IDLE_MS })
      ensureEqual(await countsOf(front, tenant, post), { ...NONE, likes: 6 }, 'the counts after another restore')
    },
  }),
  writeBehindRule({
    id: 'behind.apart',
    title: 'Counters in front of an archive are apart from those that are all there is',
    why: 'What was counted without an archive would be saved, and then go, in parts.',
    async run({ adapter, make }) {
      const front = frontOf(adapter)
      const [tenant, post, member] = [make.tenant(), make.name('post'), make.user()]
      await adapter.apply({ tenant, nowMs: 1, changes: [memberChange(post, member), view(post, member)] })
      const statuses = await applyNew(front, tenant, [memberChange(post, member), view(post, member)])
      ensureEqual(statuses, ['applied', 'applied'], 'the statuses in front of the archive')
      const found = await adapter.read({ tenant, postIds: [post] })
      ensureEqual(found.get(post)?.counts, { ...NONE, likes: 1, views: 1 }, 'the counts without an archive')
    },
  }),
]
