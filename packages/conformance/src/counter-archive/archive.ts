import { MEMBER_COUNTERS } from '@feed-engine/core'
import { shuffled } from '../kit/random'
import { counterArchiveRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { ensureArchived, like, newPart, save } from './archives'

const HIGH = Number.MAX_SAFE_INTEGER

export const archiveRules = [
  counterArchiveRule({
    id: 'archive.saved',
    title: 'What was saved of a part comes back: version, counts, and those members that are asked for',
    why: 'A post that left memory would come back with other numbers.',
    async run({ adapter, make }) {
      const place = newPart(make)
      const members = MEMBER_COUNTERS.map((counter, index) =>
        like('ann', { counter, on: index % 2 === 0, atMs: index }),
      )
      const counts = { likes: 1, replies: 20, reposts: 2 ** 31, quotes: 2 ** 40, views: HIGH }
      await save(adapter, place, { version: HIGH, counts, members })
      await ensureArchived(adapter, place, { version: HIGH, counts, members })
      await ensureArchived(adapter, place, { version: HIGH, counts }, [{ counter: 'likes', member: 'bob' }])
      const [, second] = members
      await ensureArchived(adapter, place, { version: HIGH, counts, members: second === undefined ? [] : [second] })
    },
  }),
  counterArchiveRule({
    id: 'archive.load.many',
    title: 'One call loads hundreds of parts, each once; those that were never saved are left out',
    why: 'A page of old posts is restored by one call, and a new post has to be told from an archived one.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const places = make.users(150).flatMap((postId) => [0, 1, 63].map((part) => ({ tenant, postId, part })))
      const saved = places.filter((_, index) => index % 2 === 0)
      await adapter.save({
        parts: saved.map((place, index) => {
          const counts = { likes: index, replies: 0, reposts: 0, quotes: 0, views: 0 }
          return { ...place, version: index + 1, counts, members: [like(`fan ${index}`)], pending: 0 }
        }),
      })
      const asked = [...places, ...saved.slice(0, 3)].map((place, index) => ({
        ...place,
        members: [{ counter: 'likes' as const, member: `fan ${index / 2}` }],
      }))
      const found = await adapter.load({ parts: asked.slice(0, places.length) })
      const shown = found.map(({ postId, part, version, counts, members }) =>
        [postId, part, version, counts.likes, members.length].join(' '),
      )
      const expected = saved.map(({ postId, part }, index) => [postId, part, index + 1, index, 1].join(' '))
      ensureEqual([...shown].sort(), [...expected].sort(), 'the parts')
      ensureEqual((await adapter.load({ parts: asked.slice(-3) })).length, 3, 'parts that were asked for')
      ensureEqual([...(await adapter.load({ parts: [] }))], [], 'the answer for no parts')
      await adapter.save({ parts: [] })
    },
  }),
  counterArchiveRule({
    id: 'archive.version.highest',
    title: 'Counts of the highest version stay, saved in any order and repeatedly',
    why: 'Of two flushers the slower one would bring old numbers back.',
    async run({ adapter, make, random }) {
      for (let round = 0; round < 3; round++) {
        const place = newPart(make)
        const versions = [1, 9, 10, 2 ** 32, HIGH]
        for (const version of [...shuffled(versions, random), ...shuffled(versions, random)]) {
          await save(adapter, place, { version, counts: { likes: version % 100, views: version % 50 } })
        }
        await ensureArchived(adapter, place, { version: HIGH, counts: { likes: HIGH % 100, views: HIGH % 50 } })
      }
    },
  }),
  counterArchiveRule({
    id: 'archive.members.latest',
    title: 'Of each member the latest state stays, whatever version it was saved with; of one time the one that is in',
    why: 'A member may be saved by a flush that is behind with the counts.',
    async run({ adapter, make, random }) {
      const place = newPart(make)
      const states = [
        like('ann', { atMs: 5 }),
        like('ann', { atMs: 7, on: false }),
        like('ann', { atMs: 9 }),
        like('ann', { atMs: 9, on: false }),
      ]
      for (const [version, state] of shuffled(states, random).entries())
        await save(adapter, place, { version, members: [state] })
      await ensureArchived(adapter, place, { version: 3, members: [like('ann', { atMs: 9 })] })
      await save(adapter, place, { version: 1, members: [like('ann', { atMs: 10, on: false })] })
      await ensureArchived(adapter, place, { version: 3, members: [like('ann', { atMs: 10, on: false })] })
      await save(adapter, place, {
        version: 4,
        members: [like('bob', { atMs: HIGH - 1 }), like('bob', { atMs: HIGH, on: false })],
      })
      await ensureArchived(adapter, place, { version: 4, members: [like('bob', { atMs: HIGH, on: false })] })
    },
  }),
  counterArchiveRule({
    id: 'archive.unsettled',
    title:
      'While members of a version are pending, its member counters are counted from the members, its events are its own',
    why: 'A flusher that dies half way leaves counts and members that do not belong together: likes are lost or doubled.',
    async run({ adapter, make }) {
      const place = newPart(make)
      await save(adapter, place, { version: 5, counts: { likes: 1, views: 8 }, members: [like('ann')] })
      const some = [
        like('ann', { on: false, atMs: 2_000 }),
        like('bob'),
        like('cay'),
        like('dan', { counter: 'replies' }),
      ]
      await save(adapter, place, {
        version: 6,
        counts: { likes: 40, replies: 2, views: 9 },
        members: some,
        pending: 37,
      })
      await ensureArchived(adapter, place, {
        version: 6,
        counts: { likes: 2, replies: 1, views: 9 },
        members: [like('bob')],
      })
      await save(adapter, place, { version: 5, counts: { likes: 1, views: 8 }, members: [like('ann')] })
      await ensureArchived(adapter, place, { version: 6, counts: { likes: 2, replies: 1, views: 9 } })
      await save(adapter, place, { version: 7, counts: { likes: 40, replies: 2, views: 9 } })
      await ensureArchived(adapter, place, { version: 7, counts: { likes: 40, replies: 2, views: 9 } })
      await save(adapter, place, { version: 6, counts: { likes: 3, views: 1 }, members: [like('eve')], pending: 1 })
      await ensureArchived(adapter, place, {
        version: 7,
        counts: { likes: 40, replies: 2, views: 9 },
        members: [like('eve')],
      })
    },
  }),
  counterArchiveRule({
    id: 'archive.members.many',
    title: 'A save takes thousands of members of one part, and a load asks for hundreds',
    why: 'A post that everybody likes is saved in large pieces.',
    async run({ adapter, make }) {
      const place = newPart(make)
      const members = Array.from({ length: 2_000 }, (_, index) =>
        like(`fan ${index}`, { atMs: index, on: index % 3 > 0 }),
      )
      await save(adapter, place, { version: 1, counts: { likes: 9_999 }, members, pending: 1 })
      const likes = members.filter(({ on }) => on).length
      await ensureArchived(adapter, place, { version: 1, counts: { likes }, members: members.slice(900, 1_200) })
    },
  }),
  counterArchiveRule({
    id: 'archive.concurrent',
    title: 'Of saves at once the highest version and the latest members stay',
    why: 'Every process flushes, and all of them see the same hot post.',
    async run({ adapter, make, random }) {
      const places = Array.from({ length: 4 }, () => newPart(make))
      const saves = Array.from({ length: 12 }, (_, index) => ({
        parts: shuffled(places, random).map((place) => ({
          ...place,
          version: index + 1,
          counts: { likes: index + 1, replies: 0, reposts: 0, quotes: 0, views: index },
          members: [like('ann', { atMs: index, on: index % 2 === 1 }), like(`fan ${index}`)],
          pending: 0,
        })),
      }))
      await Promise.all(shuffled(saves, random).map((params) => adapter.save(params)))
      for (const place of places) {
        const members = [like('ann', { atMs: 11 }), like('fan 3')]
        await ensureArchived(adapter, place, { version: 12, counts: { likes: 12, views: 11 }, members })
      }
    },
  }),
  counterArchiveRule({
    id: 'archive.durable',
    requires: 'durable',
    title: 'Another adapter over the same data loads what was saved, at once and after the first one closed',
    why: 'It is what is left when everything in memory is gone.',
    async run({ adapter, harness, make }) {
      ensure(harness.reopen !== undefined, 'the harness of a durable adapter has to offer reopen')
      const other = await harness.reopen()
      try {
        const place = newPart(make)
        const state = { version: 3, counts: { likes: 1 }, members: [like('ann')] }
        await save(adapter, place, state)
        for (const isClosed of [false, true]) {
          if (isClosed) await adapter.close()
          await ensureArchived(other.adapter, place, state)
        }
      } finally {
        await other.close()
      }
    },
  }),
]
