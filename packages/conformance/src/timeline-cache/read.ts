import { highestPosition, lowestPosition, successorOf } from '@feed-engine/core'
import { timelineCacheRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { LONG_TTL_MS, NOTHING_DROPPED, open, openFilled, positionsOf, push, readAll, readOrNull } from './timelines'

export const readRules = [
  timelineCacheRule({
    id: 'timelines.read.absent',
    title: 'read of a feed that is not open answers null, and does not open it',
    why: 'Absent means unknown: an empty timeline would be an empty feed.',
    async run({ adapter, make }) {
      const feed = make.feed()
      ensureEqual(await readOrNull(adapter, feed), null, 'an absent feed')
      ensureEqual(await readOrNull(adapter, feed), null, 'the same again')
      ensureEqual(await push(adapter, { feed, entries: [make.entry()] }), 'absent', 'push after the reads')
    },
  }),
  timelineCacheRule({
    id: 'timelines.read.before-exclusive',
    title: 'read has entries strictly below `before`, whether or not an entry lies there',
    why: 'The last item of a page would be the first of the next one again, or one would be skipped.',
    async run({ adapter, make, width }) {
      const feed = make.feed()
      const [low = '', middle = '', high = ''] = make.positions(3)
      await openFilled(adapter, make, { feed, positions: [low, middle, high] })
      const below = async (before: string) => {
        const slice = await adapter.read({ feed, before, limit: 10, idleTtlMs: LONG_TTL_MS })
        return slice === null ? null : positionsOf(slice)
      }
      ensureEqual(await below(high), [middle, low], 'below the newest')
      ensureEqual(await below(middle), [low], 'below the one in the middle')
      ensureEqual(await below(successorOf(middle)), [middle, low], 'below a position between two entries')
      ensureEqual(await below(low), [], 'below the oldest')
      ensureEqual(await below(lowestPosition(width)), [], 'below the lowest position')
      ensureEqual(await below(highestPosition(width)), [high, middle, low], 'below the highest position')
    },
  }),
  timelineCacheRule({
    id: 'timelines.read.pages',
    title: 'read keeps to its limit; `more` is true exactly while entries are left; pages join without gap or overlap',
    why: 'An engine that is told `false` looks for the rest in the stores; told `true`, it reads once more in vain.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const positions = make.adjacentPositions(12)
      await openFilled(adapter, make, { feed, positions })
      for (const limit of [1, 5, 11, 12, 13]) {
        const seen: string[] = []
        let before: string | undefined
        for (let more = true; more; ) {
          const slice = await adapter.read({
            feed,
            limit,
            idleTtlMs: LONG_TTL_MS,
            ...(before === undefined ? {} : { before }),
          })
          ensure(slice !== null, 'the feed has to be there')
          ensure(
            slice.entries.length <= limit && slice.entries.length > 0,
            'a page has at least one entry, and at most `limit`',
          )
          seen.push(...positionsOf(slice))
          ensureEqual(slice.more, seen.length < positions.length, `more after ${seen.length} of 12 entries`)
          more = slice.more
          before = seen.at(-1)
        }
        ensureEqual(seen, positions.toReversed(), `pages of ${limit}`)
      }
    },
  }),
  timelineCacheRule({
    id: 'timelines.read.exact-positions',
    title: 'Positions that differ in their last bits only are ordered and told apart exactly',
    why: 'A double holds 53 bits: entries of one millisecond would change places or become one.',
    async run({ adapter, make }) {
      const feed = make.feed()
      await openFilled(adapter, make, { feed })
      const entries = make.entries(make.adjacentPositions(20))
      for (const entry of entries.toSpliced(7, 1)) await push(adapter, { feed, entries: [entry] })
      await push(adapter, { feed, entries: entries.slice(7, 8) })
      ensureEqual((await readAll(adapter, feed)).entries, entries.toReversed(), 'the entries')
    },
  }),
  timelineCacheRule({
    id: 'timelines.read.state',
    title: 'A slice has the watermark, coverage and token of the whole timeline, whatever part of it was read',
    why: 'From these the engine tells what it has to pull.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const [watermark = '', ...positions] = make.positions(4)
      const coverage = { graphVersion: 42, readerClass: 3 }
      const token = await openFilled(adapter, make, { feed, positions, watermark, coverage })
      for (const before of [undefined, positions[1], positions[0], watermark]) {
        const bound = before === undefined ? {} : { before }
        const slice = await adapter.read({ feed, limit: 1, idleTtlMs: LONG_TTL_MS, ...bound })
        const { entries, more, ...state } = slice ?? { entries: [], more: false }
        ensureEqual(state, { watermark, coverage, token }, 'state of the timeline')
        const below = positions.filter((position) => before === undefined || position < before)
        ensureEqual(
          [entries.length, more],
          [Math.min(1, below.length), below.length > 1],
          'number of entries, and more',
        )
      }
    },
  }),
  timelineCacheRule({
    id: 'timelines.read.filling',
    title: 'While a feed is being filled its coverage is null and its token that of open; pushes change neither',
    why: 'It holds some posts, and must not be taken for all of them.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const token = make.name('token')
      await open(adapter, { feed, token })
      const empty = await readAll(adapter, feed)
      ensureEqual([empty.coverage, empty.token, empty.entries], [null, token, []], 'coverage, token and entries')
      ensureEqual(empty.watermark, NOTHING_DROPPED, 'watermark while nothing was dropped')
      const entry = make.entry()
      await push(adapter, { feed, entries: [entry] })
      const one = await readAll(adapter, feed)
      ensureEqual(
        [one.coverage, one.token, one.entries],
        [null, token, [entry]],
        'coverage, token and entries after a push',
      )
    },
  }),
]
