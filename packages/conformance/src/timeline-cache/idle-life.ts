import { timelineCacheRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { LONG_TTL_MS, open, openFilled, push, replace } from './timelines'

const TTL_MS = 900
const MOST_OF_IT_MS = 600

export const idleLife = [
  timelineCacheRule({
    id: 'timelines.idle.ends',
    title: 'A timeline that was not read for idleTtlMs is absent, and opened anew it is empty',
    why: 'People who stay away cost nothing.',
    async run({ adapter, make, time }) {
      const feed = make.feed()
      await open(adapter, { feed, token: make.name('token'), idleTtlMs: 60 })
      await push(adapter, { feed, entries: [make.entry()] })
      await time.pass(60)
      const gone = async () => (await push(adapter, { feed, entries: [make.entry()] })) === 'absent'
      await time.until(gone, 'a timeline that nobody reads ends', 5_000)
      ensureEqual(await adapter.read({ feed, limit: 5, idleTtlMs: LONG_TTL_MS }), null, 'the feed')
      await openFilled(adapter, make, { feed })
      const slice = await adapter.read({ feed, limit: 5, idleTtlMs: LONG_TTL_MS })
      ensureEqual(slice?.entries, [], 'entries of the feed opened anew')
    },
  }),
  timelineCacheRule({
    id: 'timelines.idle.not-by-push',
    title: 'Neither push nor replace prolongs the life of a timeline',
    why: 'Followers of busy authors would stay open for ever, read or not.',
    async run({ adapter, make, time }) {
      const feed = make.feed()
      const token = make.name('token')
      await open(adapter, { feed, token, idleTtlMs: TTL_MS })
      await time.pass(MOST_OF_IT_MS)
      await push(adapter, { feed, entries: [make.entry()] })
      await replace(adapter, make, { feed, token, nextToken: make.name('token') })
      await push(adapter, { feed, entries: [make.entry()] })
      await time.pass(MOST_OF_IT_MS)
      ensureEqual(
        await adapter.read({ feed, limit: 5, idleTtlMs: TTL_MS }),
        null,
        'a timeline that was only written to',
      )
    },
  }),
  timelineCacheRule({
    id: 'timelines.idle.by-read',
    title: 'read prolongs the life of a timeline, filled or filling, and of its pushes',
    why: 'Timelines of active readers would go cold under their eyes.',
    async run({ adapter, make, time }) {
      const feed = make.feed()
      const token = make.name('token')
      await open(adapter, { feed, token, idleTtlMs: TTL_MS })
      for (let round = 0; round < 3; round++) {
        await time.pass(MOST_OF_IT_MS)
        const slice = await adapter.read({ feed, limit: 5, idleTtlMs: TTL_MS })
        ensure(slice !== null, 'a timeline that is read has to stay')
        if (round === 0) await replace(adapter, make, { feed, token, nextToken: make.name('token') })
      }
      await time.pass(MOST_OF_IT_MS)
      ensureEqual(await push(adapter, { feed, entries: [make.entry()] }), 'pushed', 'push to a timeline that is read')
    },
  }),
  timelineCacheRule({
    id: 'timelines.idle.by-open',
    title: 'open prolongs the life of a timeline, filled or filling',
    why: 'It counts as a read: somebody waits for the feed.',
    async run({ adapter, make, time }) {
      const [filled, filling] = [make.feed(), make.feed()]
      await openFilled(adapter, make, { feed: filled })
      await adapter.read({ feed: filled, limit: 1, idleTtlMs: TTL_MS })
      await open(adapter, { feed: filling, token: make.name('token'), idleTtlMs: TTL_MS })
      await time.pass(MOST_OF_IT_MS)
      for (const feed of [filled, filling]) await open(adapter, { feed, token: make.name('token'), idleTtlMs: TTL_MS })
      await time.pass(MOST_OF_IT_MS)
      for (const feed of [filled, filling]) {
        ensureEqual(
          await push(adapter, { feed, entries: [make.entry()] }),
          'pushed',
          'push to a feed that was opened again',
        )
      }
    },
  }),
]
