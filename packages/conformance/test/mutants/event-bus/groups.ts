import { Made, mutantsOf, override } from '../mutant'
import { nameOf, skipAll } from './layers'

export const groupsMutants = mutantsOf('eventBus', [
  [
    'each member of a group gets every message',
    ['events.group.once-between-members'],
    (inner) => {
      const members = new Made<string, number>(() => 0)
      return override(inner, {
        subscribe: (params, call) => {
          if (params.group === undefined) return inner.subscribe(params, call)
          const member = members.of(nameOf(params))
          members.set(nameOf(params), member + 1)
          return inner.subscribe({ ...params, group: member === 0 ? params.group : `${params.group}-${member}` }, call)
        },
      })
    },
  ],
  [
    'a message goes to one group of all',
    ['events.group.each-group', 'events.lag.per-group'],
    (inner) =>
      override(inner, {
        subscribe: (params, call) =>
          inner.subscribe(params.group === undefined ? params : { ...params, group: 'all' }, call),
        lag: (params, call) => inner.lag({ ...params, group: 'all' }, call),
      }),
  ],
  [
    'ensureGroup does nothing',
    'events.group.ensured-keeps',
    (inner) => override(inner, { ensureGroup: () => Promise.resolve() }),
  ],
  [
    'a new group begins with the next message',
    ['events.group.new-from-oldest', 'events.group.each-group'],
    (inner) => {
      const known = new Set<string>()
      return override(inner, {
        subscribe: async (params, call) => {
          const { topic, group } = params
          if (group !== undefined && !known.has(nameOf(params))) {
            known.add(nameOf(params))
            await skipAll(inner, { topic, group })
          }
          return inner.subscribe(params, call)
        },
      })
    },
  ],
  [
    'a group whose members have all gone begins anew',
    ['events.group.goes-on', 'events.dead-letter.final', 'events.close.waits'],
    (inner) => {
      const lives = new Made<string, number>(() => 0)
      const lived = (params: { readonly topic: string; readonly group: string }) => ({
        topic: params.topic,
        group: lives.of(nameOf(params)) === 0 ? params.group : `${params.group}-${lives.of(nameOf(params))}`,
      })
      const members = new Made<string, number>(() => 0)
      return override(inner, {
        subscribe: async (params, call) => {
          const { topic, group } = params
          if (group === undefined) return inner.subscribe(params, call)
          members.set(nameOf(params), members.of(nameOf(params)) + 1)
          const subscription = await inner.subscribe({ ...params, ...lived({ topic, group }) }, call)
          return {
            close: async () => {
              await subscription.close()
              members.set(nameOf(params), members.of(nameOf(params)) - 1)
              if (members.of(nameOf(params)) === 0) lives.set(nameOf(params), lives.of(nameOf(params)) + 1)
            },
          }
        },
        lag: (params, call) => inner.lag(lived(params), call),
      })
    },
  ],
])
