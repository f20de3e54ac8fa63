import { mutantsOf, override } from '../mutant'
import { claiming, SAMPLE, smuggle, withOutbox } from './layers'

export const storesEventsMutants = mutantsOf('outbox', [
  [
    'the last of several events is lost',
    ['outbox.put.stores-events', 'outbox.key.order'],
    (inner) =>
      override(inner, {
        put: (params, call) => {
          const { events } = params
          return inner.put({ ...params, events: events.length > 1 ? events.slice(0, -1) : events }, call)
        },
      }),
  ],
  [
    'events are stored though put answered exists or gone',
    'outbox.put.only-when-created',
    (inner) =>
      override(inner, {
        put: async (params, call) => {
          const result = await inner.put(params, call)
          if (result.status !== 'created') await smuggle(inner, SAMPLE, params.events)
          return result
        },
      }),
  ],
  [
    'update stores no events',
    'outbox.update.stores-events',
    (inner) => override(inner, { update: (params, call) => inner.update({ ...params, events: [] }, call) }),
  ],
  [
    'update stores events though it changed nothing',
    'outbox.update.stores-events',
    (inner) =>
      override(inner, {
        update: async (params, call) => {
          const result = await inner.update(params, call)
          if (result.status !== 'updated') await smuggle(inner, SAMPLE, params.events)
          return result
        },
      }),
  ],
  [
    'tombstone stores no events',
    'outbox.tombstone.stores-events',
    (inner) => override(inner, { tombstone: (params, call) => inner.tombstone({ ...params, events: [] }, call) }),
  ],
  [
    'each tombstone stores its events',
    'outbox.tombstone.stores-events',
    (inner) =>
      override(inner, {
        tombstone: async (params, call) => {
          const result = await inner.tombstone(params, call)
          if (result.status === 'already') await smuggle(inner, SAMPLE, params.events)
          return result
        },
      }),
  ],
  [
    'events keep the caller\u2019s bytes',
    'outbox.event.own-copy',
    (inner) => {
      const given = new Map<string, Uint8Array>()
      const textOf = (value: Uint8Array) => value.join()
      const shared = claiming(inner, (batch) => ({
        ...batch,
        records: batch.records.map((record) => ({ ...record, value: given.get(textOf(record.value)) ?? record.value })),
      }))
      return override(shared, {
        put: (params, call) => {
          for (const { value } of params.events) given.set(textOf(value), value)
          return inner.put(params, call)
        },
      })
    },
  ],
  [
    'keys are compared without case',
    'outbox.event.any-characters',
    (inner) =>
      claiming(inner, (batch) => ({
        ...batch,
        records: batch.records.map((record) => ({ ...record, key: record.key.toLowerCase() })),
      })),
  ],
  [
    'record ids are the numbers of a batch',
    'outbox.put.stores-events',
    (inner) =>
      withOutbox(inner, (outbox) => {
        const real = new Map<string, readonly string[]>()
        return {
          claim: async (params, call) => {
            const batch = await outbox.claim(params, call)
            if (batch === null) return null
            real.set(
              batch.fence,
              batch.records.map(({ recordId }) => recordId),
            )
            return { ...batch, records: batch.records.map((record) => ({ ...record, recordId: '0' })) }
          },
          acknowledge: (params, call) =>
            outbox.acknowledge({ ...params, recordIds: real.get(params.fence) ?? params.recordIds }, call),
        }
      }),
  ],
])
