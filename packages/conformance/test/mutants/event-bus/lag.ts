import { Made, mutantsOf, override } from '../mutant'
import { handling, nameOf, textOf } from './layers'

export const lagMutants = mutantsOf('eventBus', [
  [
    'lag leaves out what waits for a retry',
    ['events.lag.counts-all', 'events.verdict.retry'],
    (inner) => {
      const waiting = new Made<string, Set<string>>(() => new Set())
      const counted = handling(inner, (handler, params) => async (delivery) => {
        waiting.of(nameOf(params)).delete(textOf(delivery))
        const verdict = await handler(delivery)
        if (verdict.kind === 'retry') waiting.of(nameOf(params)).add(textOf(delivery))
        return verdict
      })
      return override(counted, {
        lag: async (params, call) => Math.max(0, (await inner.lag(params, call)) - waiting.of(nameOf(params)).size),
      })
    },
  ],
  [
    'lag is that of all groups together',
    ['events.lag.per-group'],
    (inner) => {
      const groups = new Made<string, Set<string>>(() => new Set())
      return override(inner, {
        subscribe: (params, call) => {
          if (params.group !== undefined) groups.of(params.topic).add(params.group)
          return inner.subscribe(params, call)
        },
        lag: async (params, call) => {
          const each = [...groups.of(params.topic)].map((group) => inner.lag({ ...params, group }, call))
          return (await Promise.all(each)).reduce((sum, lag) => sum + lag, 0)
        },
      })
    },
  ],
  [
    'handlers run without bound',
    'events.concurrency.bound',
    (inner) =>
      override(inner, { subscribe: (params, call) => inner.subscribe({ ...params, concurrency: 1_000 }, call) }),
  ],
  [
    'handlers run one after the other',
    'events.concurrency.reached',
    (inner) => override(inner, { subscribe: (params, call) => inner.subscribe({ ...params, concurrency: 1 }, call) }),
  ],
])
