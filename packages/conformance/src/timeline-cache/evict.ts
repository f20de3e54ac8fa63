import { timelineCacheRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { NOTHING_DROPPED, open, openFilled, positionsIn, push, readOrNull, replace } from './timelines'

export const evict = [
  timelineCacheRule({
    id: 'timelines.evict.forgets',
    title: 'evict forgets the feeds it names, filled or filling, many at once, and no others',
    why: 'Rebuilding and erasing begin with it.',
    async run({ adapter, make }) {
      const feeds = Array.from({ length: 40 }, () => make.feed())
      for (const feed of feeds.slice(1)) await openFilled(adapter, make, { feed, positions: make.positions(2) })
      await open(adapter, { feed: feeds[0] ?? make.feed(), token: make.name('token') })
      const kept = feeds[20] ?? make.feed()
      const gone = feeds.filter((feed) => feed !== kept)
      await adapter.evict({ feeds: [...gone, make.feed()] })
      for (const feed of gone) {
        ensureEqual(await readOrNull(adapter, feed), null, 'an evicted feed')
        ensureEqual(await push(adapter, { feed, entries: [make.entry()] }), 'absent', 'push to an evicted feed')
      }
      ensure((await readOrNull(adapter, kept)) !== null, 'the feed that was not named stays')
      await adapter.evict({ feeds: [] })
      ensure((await readOrNull(adapter, kept)) !== null, 'evict of no feeds evicts none')
    },
  }),
  timelineCacheRule({
    id: 'timelines.evict.nothing-left',
    title: 'A feed opened after it was evicted is empty, uncovered, and deaf to its old token',
    why: 'Between the two, pushes were lost.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const [, watermark = ''] = make.positions(2)
      const token = await openFilled(adapter, make, { feed, watermark, positions: make.positions(3) })
      await adapter.evict({ feeds: [feed] })
      const next = make.name('token')
      ensureEqual(await open(adapter, { feed, token: next }), 'opened', 'open after evict')
      const slice = await readOrNull(adapter, feed)
      const expected = { entries: [], more: false, watermark: NOTHING_DROPPED, coverage: null, token: next }
      ensureEqual(slice, expected, 'the feed after open')
      ensureEqual(
        await replace(adapter, make, { feed, token, nextToken: make.name('token') }),
        'stale',
        'replace under the old token',
      )
    },
  }),
  timelineCacheRule({
    id: 'timelines.feed.kinds-apart',
    title: 'Feeds of one owner are apart by kind',
    why: 'A home timeline must not turn up in a profile.',
    async run({ adapter, make }) {
      const [tenant, ownerId] = [make.tenant(), make.user()]
      const kinds = ['home', 'user', 'list', 'topic', 'notifications'] as const
      const feeds = kinds.map((kind) => ({ feed: make.feed(tenant, ownerId, kind), position: make.position() }))
      for (const { feed, position } of feeds.slice(1)) await openFilled(adapter, make, { feed, positions: [position] })
      ensureEqual(await readOrNull(adapter, feeds[0]?.feed ?? make.feed()), null, 'the kind that was not opened')
      for (const { feed, position } of feeds.slice(1)) {
        ensureEqual(await positionsIn(adapter, feed), [position], `positions of kind ${feed.kind}`)
        await adapter.evict({ feeds: [feed] })
      }
    },
  }),
]
