import { timelineCacheRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { openFilled, push, readOrNull } from './timelines'

export const incarnation = [
  timelineCacheRule({
    id: 'timelines.incarnation.stable',
    title: 'The incarnation of a feed stays the same while nothing is lost, open or not',
    why: 'A change makes the engine replay what may have been lost.',
    async run({ adapter, make }) {
      const feed = make.feed()
      const name = await adapter.incarnation({ feed })
      ensure(typeof name === 'string' && name.length > 0, 'an incarnation has to be a name')
      await openFilled(adapter, make, { feed, positions: make.positions(2) })
      await push(adapter, { feed, entries: [make.entry()] })
      ensureEqual(await adapter.incarnation({ feed }), name, 'incarnation of the open feed')
      await adapter.evict({ feeds: [feed] })
      ensureEqual(await adapter.incarnation({ feed }), name, 'incarnation of the evicted feed')
    },
  }),
  timelineCacheRule({
    id: 'timelines.incarnation.changes',
    needs: 'failOver',
    title: 'After a fail-over the incarnation is another one, and timelines of the old one are absent',
    why: 'A timeline that lost a part and still claims coverage hides posts for ever.',
    async run({ adapter, harness, make }) {
      const feed = make.feed()
      await openFilled(adapter, make, { feed, positions: make.positions(2) })
      const name = await adapter.incarnation({ feed })
      await harness.failOver?.()
      ensure((await adapter.incarnation({ feed })) !== name, 'the incarnation has to change')
      ensureEqual(await readOrNull(adapter, feed), null, 'a timeline of the old incarnation')
      ensureEqual(await push(adapter, { feed, entries: [make.entry()] }), 'absent', 'push to it')
    },
  }),
]
