import type { SignalUpdate } from '@feed-engine/core'
import { Made, mutantsOf, override } from '../mutant'
import { answering, recording } from './layers'

let names = 0

const nameOf = ({ subject, eventId }: SignalUpdate): string => JSON.stringify([subject, eventId])

export const countingMutants = mutantsOf('signalStore', [
  [
    'no event is remembered',
    ['signals.record.once', 'signals.value.any-order', 'signals.record.concurrent'],
    (inner) => recording(inner, (update) => ({ ...update, eventId: `${update.eventId}-${++names}`.slice(-256) })),
  ],
  [
    'an event with another time is another event',
    'signals.record.once',
    (inner) => recording(inner, (update) => ({ ...update, eventId: `${update.eventId}@${update.atMs}`.slice(-256) })),
  ],
  [
    'an event counts for its first subject alone',
    ['signals.record.each-subject', 'signals.subjects.apart'],
    (inner) => {
      const subjects = new Made<string, string>(() => '')
      return override(inner, {
        record: async (params, call) => {
          const isOther = params.updates.map(({ eventId, subject }) => {
            const name = JSON.stringify([params.tenant, eventId])
            const first = subjects.get(name) ?? JSON.stringify(subject)
            subjects.set(name, first)
            return first !== JSON.stringify(subject)
          })
          const counted = await inner.record(
            { ...params, updates: params.updates.filter((_, at) => !isOther[at]) },
            call,
          )
          let next = 0
          return isOther.map((other) => (other ? 'duplicate' : (counted[next++] ?? 'applied')))
        },
      })
    },
  ],
  [
    'answers come sorted',
    'signals.record.each-subject',
    (inner) => answering(inner, (statuses) => [...statuses].sort()),
  ],
  [
    'stale is answered one ms too early',
    'signals.record.stale',
    (inner) => recording(inner, (update) => ({ ...update, dedupeMs: Math.max(1, update.dedupeMs - 1) })),
  ],
  [
    'stale events count',
    ['signals.record.each-subject', 'signals.record.stale'],
    (inner) => recording(inner, (update) => ({ ...update, dedupeMs: Math.min(31_536_000_000, update.dedupeMs * 9) })),
  ],
  [
    'of many updates only the first 500 are recorded',
    'signals.record.many',
    (inner) =>
      override(inner, {
        record: async ({ updates, ...rest }, call) => {
          const statuses = await inner.record({ ...rest, updates: updates.slice(0, 500) }, call)
          return updates.length > 1_000
            ? inner.record({ ...rest, updates }, call)
            : updates.map((_, at) => statuses[at] ?? 'applied')
        },
      }),
  ],
  [
    'vectors are read, changed and written back',
    'signals.record.concurrent',
    (inner) => {
      const seen = new Set<string>()
      return override(inner, {
        record: async (params, call) => {
          const isNew = params.updates.map((update) => !seen.has(params.tenant + nameOf(update)))
          await new Promise((resolve) => setImmediate(resolve))
          for (const update of params.updates) seen.add(params.tenant + nameOf(update))
          await inner.record(params, call)
          return isNew.map((each) => (each ? 'applied' : 'duplicate'))
        },
      })
    },
  ],
])
