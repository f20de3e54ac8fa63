import { timelineCacheRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { open, openFilled, positionsIn, push, readAll, replace } from './timelines'

export const openRules = [
  timelineCacheRule({
    id: 'timelines.open.collects',
    title: 'From open on, a feed collects pushes, and they outlive the replace that fills it',
    why: 'Posts published while a timeline is filled would be lost.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const [token, nextToken] = [make.name('token'), make.name('token')]
      ensureEqual(await open(adapter, { feed, token }), 'opened', 'open of an absent feed')
      const [pulled = '', during = '', both = ''] = make.positions(3)
      await push(adapter, { feed, entries: make.entries([during, both]) })
      const result = await replace(adapter, make, { feed, token, nextToken, add: make.entries([pulled, both]) })
      ensureEqual(result, 'replaced', 'replace under the token of open')
      ensureEqual(await positionsIn(adapter, feed), [both, during, pulled], 'entries')
    },
  }),
  timelineCacheRule({
    id: 'timelines.open.covered',
    title: 'open of a filled feed answers covered and changes nothing',
    why: 'A second request would throw the timeline away that the first one has filled.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const [watermark = '', ...positions] = make.positions(4)
      const token = await openFilled(adapter, make, {
        feed,
        positions,
        watermark,
        coverage: { graphVersion: 3, readerClass: 1 },
      })
      const before = await readAll(adapter, feed)
      ensureEqual(
        await open(adapter, { feed, token: make.name('token'), readerClass: 3 }),
        'covered',
        'open of a filled feed',
      )
      ensureEqual(await readAll(adapter, feed), before, 'the timeline afterwards')
      ensureEqual(
        await push(adapter, { feed, entries: [make.entry()], pushFrom: 2 }),
        'skipped',
        'push above its class',
      )
      const change = { feed, token, nextToken: make.name('token') }
      ensureEqual(await replace(adapter, make, change), 'replaced', 'replace under its token')
    },
  }),
  timelineCacheRule({
    id: 'timelines.open.takes-over',
    title: 'open of a feed being filled answers opened and voids the older token; what was collected stays',
    why: 'Whoever began filling it may have died; and if not, must not claim what the other one has not pulled.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const [first, second, nextToken] = [make.name('token'), make.name('token'), make.name('token')]
      await open(adapter, { feed, token: first })
      const entry = make.entry()
      await push(adapter, { feed, entries: [entry] })
      ensureEqual(await open(adapter, { feed, token: second }), 'opened', 'open of a feed being filled')
      const slice = await readAll(adapter, feed)
      ensureEqual([slice.coverage, slice.token, slice.entries], [null, second, [entry]], 'coverage, token and entries')
      ensureEqual(
        await replace(adapter, make, { feed, token: first, nextToken }),
        'stale',
        'replace under the older token',
      )
      ensureEqual((await readAll(adapter, feed)).coverage, null, 'coverage after a stale replace')
      ensureEqual(
        await replace(adapter, make, { feed, token: second, nextToken }),
        'replaced',
        'replace under the newer token',
      )
      ensureEqual(await positionsIn(adapter, feed), [entry.position], 'entries in the end')
    },
  }),
  timelineCacheRule({
    id: 'timelines.open.concurrent',
    title: 'Of opens at once, exactly one token is good in the end',
    why: 'Two devices of one reader start together.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const tokens = Array.from({ length: 6 }, () => make.name('token'))
      const results = await Promise.all(tokens.map((token) => open(adapter, { feed, token })))
      ensureEqual(
        results,
        tokens.map(() => 'opened'),
        'answers of open',
      )
      const replaced: string[] = []
      for (const token of tokens)
        replaced.push(await replace(adapter, make, { feed, token, nextToken: make.name('token') }))
      ensureEqual(replaced.filter((result) => result === 'replaced').length, 1, 'number of tokens that were good')
    },
  }),
]
