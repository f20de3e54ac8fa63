import type { FeedKey, Position, TimelineCache } from '@feed-engine/core'
import { shuffled } from '../kit/random'
import { timelineCacheRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { open, openFilled, positionsIn, positionsOf, push, readAll } from './timelines'

const MAX = 8

export const trim = [
  timelineCacheRule({
    id: 'timelines.trim.lowest',
    title: 'Beyond maxEntries and a quarter more, the lowest entries go, whenever they came',
    why: 'Backfills and retries arrive late: trimming by arrival drops what is new.',
    async run({ adapter, make, random }) {
      const feed = make.feed()
      await openFilled(adapter, make, { feed })
      const positions = make.positions(40)
      for (const position of shuffled(positions, random)) {
        await push(adapter, { feed, entries: [make.entry(position)], maxEntries: MAX })
      }
      await ensureTrimmed(adapter, feed, positions)
    },
  }),
  timelineCacheRule({
    id: 'timelines.trim.watermark',
    title: 'A trim raises the watermark to the highest position that it dropped',
    why: 'A page below would show a gap as if nothing had been posted.',
    async run({ adapter, make }) {
      const feed = make.feed()
      await openFilled(adapter, make, { feed })
      const pushed: Position[] = []
      for (const position of make.adjacentPositions(30)) {
        pushed.push(position)
        await push(adapter, { feed, entries: [make.entry(position)], maxEntries: MAX })
        await ensureTrimmed(adapter, feed, pushed)
      }
    },
  }),
  timelineCacheRule({
    id: 'timelines.trim.one-large-push',
    title: 'One push of more than maxEntries keeps the highest and raises the watermark, filled or filling',
    why: 'After an outage the backlog comes at once.',
    async run({ adapter, make, random }) {
      const [filled, filling] = [make.feed(), make.feed()]
      await openFilled(adapter, make, { feed: filled })
      await open(adapter, { feed: filling, token: make.name('token') })
      const positions = make.positions(50)
      for (const feed of [filled, filling]) {
        await push(adapter, { feed, entries: make.entries(shuffled(positions, random)), maxEntries: MAX })
        await ensureTrimmed(adapter, feed, positions)
      }
    },
  }),
  timelineCacheRule({
    id: 'timelines.trim.below-watermark',
    title: 'Entries at or below the watermark are ignored, answered with pushed, and lower nothing',
    why: 'A single entry below the gap would make it look filled.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const [low = '', watermark = '', above = ''] = make.adjacentPositions(3)
      await openFilled(adapter, make, { feed, watermark, positions: [above] })
      for (const position of [watermark, low]) {
        ensureEqual(
          await push(adapter, { feed, entries: [make.entry(position)] }),
          'pushed',
          'push below the watermark',
        )
      }
      const slice = await readAll(adapter, feed)
      ensureEqual([positionsOf(slice), slice.watermark], [[above], watermark], 'entries and watermark')
    },
  }),
  timelineCacheRule({
    id: 'timelines.trim.dropped-stay-out',
    title: 'What a trim dropped does not come back by a late push or a replace',
    why: 'It would stand below the gap that the trim has left.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const token = await openFilled(adapter, make, { feed })
      const positions = make.positions(20)
      await push(adapter, { feed, entries: make.entries(positions), maxEntries: MAX })
      const { watermark, entries } = await readAll(adapter, feed)
      ensure(positions.includes(watermark), 'the trim has raised the watermark')
      await push(adapter, { feed, entries: make.entries(positions) })
      ensureEqual((await readAll(adapter, feed)).entries, entries, 'entries after a late push')
      const add = make.entries(positions.slice(0, 3))
      await adapter.replace({
        feed,
        token,
        nextToken: make.name('token'),
        add,
        remove: [],
        watermark: '0'.repeat(make.codec.width),
        coverage: { graphVersion: 1, readerClass: 0 },
        maxEntries: 100,
      })
      const after = await readAll(adapter, feed)
      ensureEqual(
        [positionsOf(after), after.watermark],
        [entries.map(({ position }) => position), watermark],
        'after a replace',
      )
    },
  }),
  timelineCacheRule({
    id: 'timelines.trim.not-below-size',
    title: 'A timeline within maxEntries is not trimmed',
    why: 'Each entry trimmed without need is a page that has to be pulled.',
    async run({ adapter, make }) {
      const feed = make.feed()
      await openFilled(adapter, make, { feed })
      const positions = make.positions(MAX)
      for (const position of positions) await push(adapter, { feed, entries: [make.entry(position)], maxEntries: MAX })
      ensureEqual(await positionsIn(adapter, feed), positions.toReversed(), 'entries of a full timeline')
    },
  }),
]

/** The timeline has the highest of what was pushed, no fewer than fit, and a watermark that owns up to the rest. */
async function ensureTrimmed(cache: TimelineCache, feed: FeedKey, pushed: readonly Position[]): Promise<void> {
  const highestFirst = [...pushed].sort().reverse()
  const slice = await readAll(cache, feed)
  const kept = positionsOf(slice)
  const fewest = Math.min(MAX, pushed.length)
  ensure(kept.length >= fewest && kept.length <= MAX * 1.25, `${kept.length} of ${pushed.length} entries were kept`)
  ensureEqual(kept, highestFirst.slice(0, kept.length), 'entries after a trim')
  const dropped = highestFirst[kept.length]
  ensureEqual(slice.watermark, dropped ?? '0'.repeat(slice.watermark.length), 'watermark after a trim')
}
