import { EVENT_CLOCKS_DIFFER_MS } from '@feed-engine/core'
import { counterStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { apply, DAY_MS, ensureCounts, HOUR_MS, NOW_MS, view } from './counters'

export const eventRules = [
  counterStoreRule({
    id: 'counters.events.once',
    title: 'An event counts once, however often and with whatever time it is told; another name is another event',
    why: 'Views are delivered at least once, and clients repeat a call that they got no answer to.',
    async run({ adapter, make }) {
      const [tenant, post, other] = [make.tenant(), make.name('post'), make.name('post')]
      const [name, second] = [make.name('event'), make.name('event')]
      const events = [view(post, name), view(post, name), view(post, second), view(post, name, { atMs: NOW_MS - 1 })]
      const statuses = await apply(adapter, tenant, [...events, view(other, name)])
      ensureEqual(statuses, ['applied', 'known', 'applied', 'known', 'applied'], 'the statuses')
      ensureEqual(await apply(adapter, tenant, events), ['known', 'known', 'known', 'known'], 'told again')
      await ensureCounts(adapter, tenant, post, { views: 2 })
      await ensureCounts(adapter, tenant, other, { views: 1 })
    },
  }),
  counterStoreRule({
    id: 'counters.events.remembered',
    title: 'An event is remembered up to its end, hours later too, whatever came after it',
    why: 'A worker that was away for an hour is given again what it had counted.',
    async run({ adapter, make }) {
      const [tenant, post] = [make.tenant(), make.name('post')]
      const events = Array.from({ length: 6 }, (_, hour) =>
        view(post, make.name('event'), { atMs: NOW_MS + hour * HOUR_MS }),
      )
      for (const event of events) await apply(adapter, tenant, [event], event.atMs)
      for (const event of events) {
        ensureEqual(
          await apply(adapter, tenant, [event], event.atMs + DAY_MS),
          ['known'],
          'status of a late repetition',
        )
      }
      await ensureCounts(adapter, tenant, post, { views: 6 })
    },
  }),
  counterStoreRule({
    id: 'counters.events.told-last',
    title:
      'An event is remembered since it was told last, and by every clock: neither a slow one nor a fast one brings it back',
    why: 'A client repeats a call, or two workers have different clocks, and a replay comes just as views are forgotten.',
    async run({ adapter, make }) {
      const [tenant, post] = [make.tenant(), make.name('post')]
      const [name, other] = [make.name('event'), make.name('event')]
      const again = view(post, name, { atMs: NOW_MS + HOUR_MS })
      await apply(adapter, tenant, [view(post, name), again], NOW_MS + HOUR_MS)
      const endMs = again.atMs + DAY_MS
      const fast = await apply(adapter, tenant, [view(post, other, { atMs: endMs })], endMs + EVENT_CLOCKS_DIFFER_MS)
      ensureEqual(fast, ['applied'], 'status of another event, by a clock that is fast')
      ensureEqual(await apply(adapter, tenant, [again], endMs), ['known'], 'status of what was told last, at its end')
      await ensureCounts(adapter, tenant, post, { views: 2 })
    },
  }),
  counterStoreRule({
    id: 'counters.events.stale',
    title: 'An event from before what is remembered is stale and counts nothing; what was counted stays',
    why: 'Nobody can tell whether it was counted: a replay of last year would double every number.',
    async run({ adapter, make }) {
      const [tenant, post] = [make.tenant(), make.name('post')]
      const event = view(post, make.name('event'))
      await apply(adapter, tenant, [event])
      const later = NOW_MS + DAY_MS + 1
      ensureEqual(await apply(adapter, tenant, [event], later), ['stale'], 'status of an old event')
      const fresh = view(post, make.name('event'), { atMs: later })
      const old = view(post, make.name('event'), { atMs: later - DAY_MS - 1 })
      ensureEqual(await apply(adapter, tenant, [old, fresh], later), ['stale', 'applied'], 'statuses of old and new')
      await ensureCounts(adapter, tenant, post, { views: 2 })
    },
  }),
]
