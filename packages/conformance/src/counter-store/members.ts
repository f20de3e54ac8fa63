import { MEMBER_COUNTERS } from '@feed-engine/core'
import { shuffled } from '../kit/random'
import { counterStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { apply, ensureCounts, memberChange, NOW_MS, readOne } from './counters'

export const memberRules = [
  counterStoreRule({
    id: 'counters.members.counted',
    title:
      'A counter is the number of its members: apart from other counters and posts, and down again when they leave',
    why: 'A like that counts as a repost, or is still counted after it was taken back, is a wrong number for ever.',
    async run({ adapter, make }) {
      const [tenant, post, other, member] = [make.tenant(), make.name('post'), make.name('post'), make.user()]
      for (const [index, counter] of MEMBER_COUNTERS.entries()) {
        const members = [member, ...make.users(index)]
        const changes = members.map((each) => memberChange(post, each, { counter }))
        ensureEqual(new Set(await apply(adapter, tenant, changes)), new Set(['applied']), 'statuses of new members')
      }
      await apply(adapter, tenant, [memberChange(other, member)])
      await ensureCounts(adapter, tenant, post, { likes: 1, replies: 2, reposts: 3, quotes: 4 })
      const left = [memberChange(post, member, { on: false, atMs: NOW_MS + 1 })]
      ensureEqual(await apply(adapter, tenant, left), ['applied'], 'status of a member who leaves')
      await ensureCounts(adapter, tenant, post, { replies: 2, reposts: 3, quotes: 4 })
      await ensureCounts(adapter, tenant, other, { likes: 1 })
    },
  }),
  counterStoreRule({
    id: 'counters.members.repeated',
    title: 'A change that is told again answers known and counts nothing, in the same call and in later ones',
    why: 'Events are delivered at least once, and a crash repeats a whole batch.',
    async run({ adapter, make }) {
      const [tenant, post, member] = [make.tenant(), make.name('post'), make.user()]
      const [enters, leaves] = [memberChange(post, member), memberChange(post, member, { on: false, atMs: NOW_MS + 5 })]
      ensureEqual(await apply(adapter, tenant, [enters, enters]), ['applied', 'known'], 'statuses in one call')
      ensureEqual(await apply(adapter, tenant, [enters]), ['known'], 'status of a later call')
      await ensureCounts(adapter, tenant, post, { likes: 1 })
      ensureEqual(await apply(adapter, tenant, [leaves, leaves]), ['applied', 'known'], 'statuses of leaving')
      await ensureCounts(adapter, tenant, post, {})
    },
  }),
  counterStoreRule({
    id: 'counters.members.latest-counts',
    title:
      'Of the changes of a member the latest counts, told in any order; of two at the same time the one that enters',
    why: 'Workers and partitions overtake each other: an old like must not undo an unlike.',
    async run({ adapter, make, random }) {
      const [tenant, post] = [make.tenant(), make.name('post')]
      for (let round = 0; round < 5; round++) {
        const member = make.user()
        const changes = [1, 2, 3, 4, 5].map((at) => memberChange(post, member, { on: at % 2 === 0, atMs: NOW_MS + at }))
        for (const change of shuffled(changes, random)) await apply(adapter, tenant, [change])
      }
      await ensureCounts(adapter, tenant, post, {})
      const [member, off] = [make.user(), { on: false }]
      await apply(adapter, tenant, [memberChange(post, member, off)])
      ensureEqual(await apply(adapter, tenant, [memberChange(post, member)]), ['applied'], 'entering at the same time')
      ensureEqual(
        await apply(adapter, tenant, [memberChange(post, member, off)]),
        ['known'],
        'leaving at the same time',
      )
      await ensureCounts(adapter, tenant, post, { likes: 1 })
    },
  }),
  counterStoreRule({
    id: 'counters.members.left-first',
    title: 'A member who left before it was known to enter is remembered: an older change that enters is known',
    why: 'An unlike that overtakes its like would leave the like counted.',
    async run({ adapter, make }) {
      const [tenant, post, member] = [make.tenant(), make.name('post'), make.user()]
      await apply(adapter, tenant, [memberChange(post, member, { on: false, atMs: NOW_MS + 1 })])
      ensureEqual(await apply(adapter, tenant, [memberChange(post, member)]), ['known'], 'status of an older change')
      await ensureCounts(adapter, tenant, post, {})
    },
  }),
  counterStoreRule({
    id: 'counters.members.many',
    title: 'A call for thousands of members of one post counts each of them, and answers in order',
    why: 'A post that everybody likes at once comes in large batches.',
    async run({ adapter, make }) {
      const [tenant, post] = [make.tenant(), make.name('post')]
      const changes = make.users(1_500).map((member) => memberChange(post, member))
      const repeated = changes.slice(0, 700)
      const expected = [...changes.map(() => 'applied'), ...repeated.map(() => 'known')]
      ensureEqual(await apply(adapter, tenant, [...changes, ...repeated]), expected, 'the statuses')
      await ensureCounts(adapter, tenant, post, { likes: 1_500 })
    },
  }),
  counterStoreRule({
    id: 'counters.members.concurrent',
    title: 'Changes of one post at once all count, each member once',
    why: 'Two workers that read a number and write it back lose one of their increments.',
    async run({ adapter, make, random }) {
      const [tenant, post] = [make.tenant(), make.name('post')]
      const changes = make.users(40).map((member) => memberChange(post, member))
      const calls = Array.from({ length: 8 }, () => shuffled(changes, random).slice(0, 30))
      await Promise.all([changes, ...calls].map((each) => apply(adapter, tenant, each)))
      await ensureCounts(adapter, tenant, post, { likes: 40 })
      const [one] = changes
      ensureEqual((await readOne(adapter, tenant, post, one?.member))?.liked, true, 'whether a member likes the post')
    },
  }),
]
