import { lowestPosition } from '@feed-engine/core'
import { timelineCacheRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { open, openFilled, positionsIn, positionsOf, push, readAll, readOrNull, replace } from './timelines'

export const replaceRules = [
  timelineCacheRule({
    id: 'timelines.replace.changes',
    title: 'replace removes, then adds, and sets coverage and token; what it does not name stays',
    why: 'Backfills and compactions work on timelines that go on living.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const [added = '', a = '', b = '', c = '', unknown = ''] = make.positions(5)
      const token = await openFilled(adapter, make, { feed, positions: [a, b, c] })
      const nextToken = make.name('token')
      const again = make.entry(b)
      const coverage = { graphVersion: 9, readerClass: 2 }
      const add = [again, make.entry(added)]
      const change = { feed, token, nextToken, add, remove: [b, unknown, a], coverage }
      ensureEqual(await replace(adapter, make, change), 'replaced', 'replace')
      const slice = await readAll(adapter, feed)
      ensureEqual(positionsOf(slice), [c, b, added], 'positions')
      ensureEqual(slice.entries[1], again, 'the entry that was removed and added anew')
      ensureEqual([slice.token, slice.coverage], [nextToken, coverage], 'token and coverage')
    },
  }),
  timelineCacheRule({
    id: 'timelines.replace.stale',
    title: 'replace under a token that is not the current one answers stale and changes nothing',
    why: 'Somebody else has changed the timeline since: what was prepared is out of date.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const positions = make.positions(2)
      const token = await openFilled(adapter, make, { feed, positions })
      const current = make.name('token')
      await replace(adapter, make, { feed, token, nextToken: current })
      const before = await readAll(adapter, feed)
      for (const old of [token, make.name('token')]) {
        const change = {
          feed,
          token: old,
          nextToken: make.name('token'),
          add: [make.entry()],
          remove: positions,
          watermark: make.position(),
          coverage: { graphVersion: 7, readerClass: 3 },
        }
        ensureEqual(await replace(adapter, make, change), 'stale', 'replace under another token')
        ensureEqual(await readAll(adapter, feed), before, 'the timeline afterwards')
      }
    },
  }),
  timelineCacheRule({
    id: 'timelines.replace.absent',
    title: 'replace of a feed that is not open answers absent and creates nothing',
    why: 'An eviction in between has lost pushes: the timeline would claim posts that it has not.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const token = make.name('token')
      const change = { feed, token, nextToken: make.name('token'), add: [make.entry()] }
      ensureEqual(await replace(adapter, make, change), 'absent', 'replace of a feed that never was')
      ensureEqual(await readOrNull(adapter, feed), null, 'the feed afterwards')
      await open(adapter, { feed, token })
      await adapter.evict({ feeds: [feed] })
      ensureEqual(await replace(adapter, make, change), 'absent', 'replace of an evicted feed')
      ensureEqual(await readOrNull(adapter, feed), null, 'the feed afterwards')
      await open(adapter, { feed, token: make.name('token') })
      ensureEqual(await replace(adapter, make, change), 'stale', 'replace of a feed opened anew')
    },
  }),
  timelineCacheRule({
    id: 'timelines.replace.keeps-pushes',
    title: 'What was pushed since the change was prepared stays',
    why: 'New posts arrive while an old part is cleaned up.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const [old = '', backfilled = '', pushed = ''] = make.positions(3)
      const token = await openFilled(adapter, make, { feed, positions: [old] })
      await push(adapter, { feed, entries: [make.entry(pushed)] })
      const change = { feed, token, nextToken: make.name('token'), add: [make.entry(backfilled)], remove: [old] }
      ensureEqual(await replace(adapter, make, change), 'replaced', 'replace after a push')
      ensureEqual(await positionsIn(adapter, feed), [pushed, backfilled], 'positions')
    },
  }),
  timelineCacheRule({
    id: 'timelines.replace.concurrent-pushes',
    title: 'Pushes at the same time as a replace are neither lost nor in its way',
    why: 'Reading, changing and writing back loses what came in between.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const positions = make.positions(20)
      const token = await openFilled(adapter, make, { feed })
      const [result] = await Promise.all([
        replace(adapter, make, {
          feed,
          token,
          nextToken: make.name('token'),
          add: make.entries(positions.slice(0, 10)),
        }),
        ...positions.slice(10).map((position) => push(adapter, { feed, entries: [make.entry(position)] })),
      ])
      ensureEqual(result, 'replaced', 'replace')
      ensureEqual(await positionsIn(adapter, feed), positions.toReversed(), 'positions')
    },
  }),
  timelineCacheRule({
    id: 'timelines.replace.one-wins',
    title: 'Of replaces under one token at once, one is done and the others are stale',
    why: 'Two processes backfill the same follow.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const token = await openFilled(adapter, make, { feed })
      const positions = make.positions(6)
      const results = await Promise.all(
        positions.map((position) =>
          replace(adapter, make, { feed, token, nextToken: make.name('token'), add: [make.entry(position)] }),
        ),
      )
      const done = positions.filter((_, index) => results[index] === 'replaced')
      ensureEqual([...results].sort(), ['replaced', ...Array.from({ length: 5 }, () => 'stale')], 'answers of replace')
      ensureEqual(await positionsIn(adapter, feed), done, 'positions')
    },
  }),
  timelineCacheRule({
    id: 'timelines.replace.watermark',
    title: 'replace raises the watermark and never lowers it; what lies at or below it is dropped, added or not',
    why: 'Below the watermark a timeline has gaps: an entry there would hide them.',
    async run({ adapter, make, width }) {
      const feed = make.feed()
      const [low = '', middle = '', high = '', top = ''] = make.adjacentPositions(4)
      let token = await openFilled(adapter, make, { feed, positions: [low, middle, high] })
      const raise = async (watermark: string, add: readonly string[], expected: readonly [string[], string]) => {
        const nextToken = make.name('token')
        const result = await replace(adapter, make, { feed, token, nextToken, watermark, add: make.entries(add) })
        ensureEqual(result, 'replaced', 'replace')
        token = nextToken
        const slice = await readAll(adapter, feed)
        ensureEqual([positionsOf(slice), slice.watermark], expected, 'positions and watermark')
      }
      await raise(lowestPosition(width), [], [[high, middle, low], lowestPosition(width)])
      await raise(middle, [low, middle, top], [[top, high], middle])
      await raise(low, [low, middle], [[top, high], middle])
      await raise(lowestPosition(width), [], [[top, high], middle])
      await raise(top, [high], [[], top])
    },
  }),
  timelineCacheRule({
    id: 'timelines.replace.trims',
    title: 'replace trims to maxEntries, and raises the watermark to the highest position that it dropped',
    why: 'A timeline that was filled with more than it may keep is complete only above that.',
    async run({ adapter, make, width }) {
      const feed = make.feed()
      const positions = make.positions(20)
      const token = make.name('token')
      await open(adapter, { feed, token })
      await push(adapter, { feed, entries: make.entries(positions.slice(15)) })
      const add = make.entries(positions.slice(0, 17))
      const result = await replace(adapter, make, { feed, token, nextToken: make.name('token'), add, maxEntries: 8 })
      ensureEqual(result, 'replaced', 'replace')
      const slice = await readAll(adapter, feed)
      const kept = positionsOf(slice)
      ensure(kept.length >= 8 && kept.length <= 10, `${kept.length} of 20 entries were kept`)
      ensureEqual(kept, positions.toReversed().slice(0, kept.length), 'positions')
      ensureEqual(slice.watermark, positions.toReversed()[kept.length] ?? lowestPosition(width), 'watermark')
    },
  }),
  timelineCacheRule({
    id: 'timelines.replace.duplicates',
    title: 'Each position is there once, however often it was pushed and added',
    why: 'A reader would see the post twice.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const [a = '', b = ''] = make.positions(2)
      const token = await openFilled(adapter, make, { feed, positions: [a, b, a] })
      await push(adapter, { feed, entries: make.entries([b, a]) })
      await replace(adapter, make, { feed, token, nextToken: make.name('token'), add: make.entries([a, a, b]) })
      ensureEqual(await positionsIn(adapter, feed), [b, a], 'positions')
    },
  }),
]
