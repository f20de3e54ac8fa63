import { newestFirst } from '@feed-engine/core'
import { shuffled } from '../kit/random'
import { timelineCacheRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { open, openFilled, positionsIn, push, readAll, readOrNull } from './timelines'

export const pushRules = [
  timelineCacheRule({
    id: 'timelines.push.open-feed',
    title: 'push adds entries to an open feed, filled or filling; a read has them newest first, hints included',
    why: 'This is how a post reaches a timeline.',
    async run({ adapter, make, random }) {
      const [filled, filling] = [make.feed(), make.feed()]
      await openFilled(adapter, make, { feed: filled })
      await open(adapter, { feed: filling, token: make.name('token') })
      const entries = make.entries(make.positions(12))
      for (const feed of [filled, filling]) {
        const mixed = shuffled(entries, random)
        for (const part of [mixed.slice(0, 1), mixed.slice(1, 9), mixed.slice(9)]) {
          ensureEqual(await push(adapter, { feed, entries: part }), 'pushed', 'push to an open feed')
        }
        ensureEqual((await readAll(adapter, feed)).entries, [...entries].sort(newestFirst), 'the entries')
      }
    },
  }),
  timelineCacheRule({
    id: 'timelines.push.absent',
    title: 'push to a feed that is not open answers absent and does not create it',
    why: 'A timeline made of one post would claim that there is nothing else.',
    async run({ adapter, make }) {
      const feed = make.feed()
      for (let round = 0; round < 2; round++) {
        ensureEqual(await push(adapter, { feed, entries: [make.entry()] }), 'absent', 'push to an absent feed')
        ensureEqual(await readOrNull(adapter, feed), null, 'the feed afterwards')
      }
      await open(adapter, { feed, token: make.name('token') })
      ensureEqual(await positionsIn(adapter, feed), [], 'entries after open')
    },
  }),
  timelineCacheRule({
    id: 'timelines.push.idempotent',
    title: 'push is idempotent by position, within one call and over many',
    why: 'Everything on the bus is delivered at least once.',
    async run({ adapter, make }) {
      const feed = make.feed()
      await openFilled(adapter, make, { feed })
      const [first = '', second = ''] = make.positions(2)
      const entries = make.entries([first, second, first])
      for (let round = 0; round < 3; round++) {
        ensureEqual(await push(adapter, { feed, entries }), 'pushed', 'push of what is there')
        ensureEqual(await positionsIn(adapter, feed), [second, first], 'positions')
      }
      await push(adapter, { feed, entries: [make.entry(first)] })
      ensureEqual(await positionsIn(adapter, feed), [second, first], 'positions after a push with another hint')
    },
  }),
  timelineCacheRule({
    id: 'timelines.push.idempotent-size',
    title: 'Entries pushed again take no room: they trim nothing',
    why: 'A replay would push everything else out.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const positions = make.positions(8)
      await openFilled(adapter, make, { feed, positions, maxEntries: 8 })
      const before = await readAll(adapter, feed)
      for (let round = 0; round < 20; round++) {
        await push(adapter, { feed, entries: make.entries(positions), maxEntries: 8 })
      }
      const after = await readAll(adapter, feed)
      ensureEqual(after.entries.length, 8, 'number of entries')
      ensureEqual(after.watermark, before.watermark, 'watermark')
    },
  }),
  timelineCacheRule({
    id: 'timelines.push.status-per-feed',
    title: 'push answers one status per feed in the order of the feeds, however many, and reaches each open one',
    why: 'The fan-out tries again what failed, by place; the last of a batch is the one that gets lost.',
    async run({ adapter, make, random }) {
      const tenant = make.tenant()
      const feeds = Array.from({ length: 150 }, (_, index) => ({ feed: make.feed(tenant), kind: index % 3 }))
      for (const { feed, kind } of feeds) {
        if (kind > 0) await openFilled(adapter, make, { feed, coverage: { graphVersion: 1, readerClass: kind - 1 } })
      }
      const entry = make.entry()
      const asked = shuffled(feeds, random)
      const statuses = await adapter.push({
        feeds: asked.map(({ feed }) => feed),
        entries: [entry],
        pushFrom: 1,
        maxEntries: 10,
      })
      const expected = asked.map(({ kind }) => (['absent', 'skipped', 'pushed'] as const)[kind])
      ensureEqual(statuses, expected, 'statuses')
      for (const { feed, kind } of asked) {
        const slice = await readOrNull(adapter, feed)
        ensureEqual(slice?.entries ?? null, [null, [], [entry]][kind], 'entries of a feed')
      }
    },
  }),
  timelineCacheRule({
    id: 'timelines.push.reader-class',
    title: 'A feed filled for a class below pushFrom is skipped; one at or above it takes the push',
    why: 'Readers of lower classes pull the post; pushing it to them is work for nothing, and coverage by class breaks.',
    async run({ adapter, make }) {
      for (const readerClass of [0, 1, 2, 3]) {
        const [filled, filling] = [make.feed(), make.feed()]
        await openFilled(adapter, make, { feed: filled, coverage: { graphVersion: 1, readerClass } })
        await open(adapter, { feed: filling, token: make.name('token'), readerClass })
        for (const feed of [filled, filling]) {
          for (const pushFrom of [0, 1, 2, 3, 4]) {
            const entry = make.entry()
            const status = await push(adapter, { feed, entries: [entry], pushFrom })
            ensureEqual(
              status,
              pushFrom > readerClass ? 'skipped' : 'pushed',
              `push from ${pushFrom} to class ${readerClass}`,
            )
            const taken = (await positionsIn(adapter, feed)).includes(entry.position)
            ensureEqual(taken, pushFrom <= readerClass, `entry taken from ${pushFrom} by class ${readerClass}`)
          }
        }
      }
    },
  }),
  timelineCacheRule({
    id: 'timelines.push.current-class',
    title: 'The class that counts is the one of the last replace',
    why: 'Readers change class when their timelines are filled anew.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const token = await openFilled(adapter, make, { feed, coverage: { graphVersion: 1, readerClass: 0 } })
      ensureEqual(await push(adapter, { feed, entries: [make.entry()], pushFrom: 2 }), 'skipped', 'push to class 0')
      const result = await adapter.replace({
        feed,
        token,
        nextToken: make.name('token'),
        add: [],
        remove: [],
        watermark: '0'.repeat(make.codec.width),
        coverage: { graphVersion: 2, readerClass: 2 },
        maxEntries: 10,
      })
      ensureEqual(result, 'replaced', 'replace with another class')
      ensureEqual(await push(adapter, { feed, entries: [make.entry()], pushFrom: 2 }), 'pushed', 'push to class 2')
    },
  }),
  timelineCacheRule({
    id: 'timelines.push.concurrent',
    title: 'Pushes to one feed at once all arrive',
    why: 'Reading, adding and writing back loses all but one.',
    async run({ adapter, make }) {
      const feed = make.feed()
      await openFilled(adapter, make, { feed })
      const entries = make.entries(make.positions(30))
      await Promise.all(entries.map((entry) => push(adapter, { feed, entries: [entry] })))
      ensureEqual((await readAll(adapter, feed)).entries, entries.toReversed(), 'the entries')
    },
  }),
]
