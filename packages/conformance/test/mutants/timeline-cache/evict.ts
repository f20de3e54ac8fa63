import { mutantsOf, override } from '../mutant'
import { whole } from './layers'

export const evictMutants = mutantsOf('timelineCache', [
  [
    'evict forgets the first feed alone',
    'timelines.evict.forgets',
    (inner) => override(inner, { evict: (params, call) => inner.evict({ feeds: params.feeds.slice(0, 1) }, call) }),
  ],
  [
    'evict empties a feed and leaves it open',
    ['timelines.evict.forgets', 'timelines.replace.absent'],
    (inner) =>
      override(inner, {
        evict: async (params, call) => {
          const tokens = await Promise.all(params.feeds.map(async (feed) => (await whole(inner, feed))?.token))
          await inner.evict(params, call)
          for (const [index, feed] of params.feeds.entries()) {
            const token = tokens[index]
            if (token !== undefined) await inner.open({ feed, token, readerClass: 0, idleTtlMs: 60_000 })
          }
        },
      }),
  ],
  [
    'each question gets another incarnation',
    'timelines.incarnation.stable',
    (inner) => override(inner, { incarnation: async () => crypto.randomUUID() }),
  ],
  [
    'a fail-over keeps the incarnation',
    'timelines.incarnation.changes',
    (inner) => override(inner, { incarnation: async () => 'the only one' }),
  ],
])
