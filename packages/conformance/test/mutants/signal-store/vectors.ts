import type { SignalStatus } from '@feed-engine/core'
import { mutantsOf, override } from '../mutant'
import { reading, recording, renaming } from './layers'

const HOUR_MS = 3_600_000

export const vectorMutants = mutantsOf('signalStore', [
  [
    'nothing decays',
    ['signals.value.decays', 'signals.value.any-order', 'signals.value.forgets'],
    (inner) => recording(inner, (update) => ({ ...update, halfLifeMs: 31_536_000_000 })),
  ],
  [
    'an event that comes late counts as if it had happened with the last one',
    ['signals.value.decays', 'signals.value.any-order'],
    (inner) => {
      const latest = new Map<string, number>()
      return recording(inner, (update) => {
        const name = JSON.stringify(update.subject)
        const atMs = Math.max(latest.get(name) ?? 0, update.atMs)
        latest.set(name, atMs)
        return { ...update, atMs }
      })
    },
  ],
  [
    'half-lives are hours',
    'signals.value.forgets',
    (inner) => recording(inner, (update) => ({ ...update, halfLifeMs: Math.max(HOUR_MS, update.halfLifeMs) })),
  ],
  [
    'vectors have no bound',
    'signals.keys.bounded',
    (inner) => recording(inner, (update) => ({ ...update, maxKeys: 10_000 })),
  ],
  [
    'the bound is one more',
    'signals.keys.bounded',
    (inner) => recording(inner, (update) => ({ ...update, maxKeys: Math.min(10_000, update.maxKeys + 1) })),
  ],
  [
    'the keys that go are the last that came',
    'signals.keys.bounded',
    (inner) =>
      override(inner, {
        record: async (params, call) => {
          const subjects = params.updates.map(({ subject }) => ({ subject }))
          const read = await inner.read({ tenant: params.tenant, subjects: subjects.slice(0, 1_000) })
          const updates = params.updates.map((update, index) => {
            const held = new Set(read[index]?.map(({ key }) => key))
            const kept = update.changes.filter(({ key }, at) => held.has(key) || held.size + at < update.maxKeys)
            return kept.length === 0 || held.size < update.maxKeys ? update : { ...update, changes: kept }
          })
          const isFull = updates.every((update, index) => {
            const held = new Set(read[index]?.map(({ key }) => key))
            return held.size >= update.maxKeys && update.changes.every(({ key }) => !held.has(key))
          })
          return isFull && updates.length > 0
            ? updates.map(() => 'applied' as const)
            : inner.record({ ...params, updates }, call)
        },
      }),
  ],
  [
    'keys that are asked for are not looked at',
    ['signals.read.keys', 'signals.keys.any-characters'],
    (inner) =>
      override(inner, {
        read: async (params, call) => {
          await inner.read(params, call)
          return inner.read({ ...params, subjects: params.subjects.map(({ subject }) => ({ subject })) }, call)
        },
      }),
  ],
  [
    'no keys are all keys',
    'signals.read.keys',
    (inner) =>
      override(inner, {
        read: ({ subjects, ...rest }, call) =>
          inner.read(
            {
              ...rest,
              subjects: subjects.map(({ subject, keys }) => (keys?.length ? { subject, keys } : { subject })),
            },
            call,
          ),
      }),
  ],
  [
    'vectors without keys are left out',
    'signals.read.in-order',
    (inner) =>
      override(inner, {
        read: async (params, call) => {
          const read = await inner.read(params, call)
          return read.length === 1 ? read : read.filter((entries) => entries.length > 0)
        },
      }),
  ],
  [
    'kinds are not looked at',
    'signals.subjects.apart',
    (inner) => renaming(inner, (subject) => ({ ...subject, kind: 'all' })),
  ],
  [
    'kinds are trimmed',
    'signals.subjects.apart',
    (inner) =>
      renaming(inner, ({ kind, ownerId }) => ({ kind: typeof kind === 'string' ? kind.trim() : kind, ownerId })),
  ],
  [
    'owners are in lower case',
    'signals.ids.any-characters',
    (inner) =>
      renaming(inner, ({ kind, ownerId }) => ({
        kind,
        ownerId: typeof ownerId === 'string' ? ownerId.toLowerCase() : ownerId,
      })),
  ],
  [
    'owners end at 255 bytes',
    'signals.ids.longest',
    (inner) =>
      renaming(inner, ({ kind, ownerId }) => ({
        kind,
        ownerId: typeof ownerId === 'string' && ownerId.length === 256 ? ownerId.slice(0, 255) : ownerId,
      })),
  ],
  [
    'tenants are not looked at',
    'signals.tenants.isolated',
    (inner) =>
      override(inner, {
        record: (params, call) => inner.record({ ...params, tenant: 'all' }, call),
        read: (params, call) => inner.read({ ...params, tenant: 'all' }, call),
        remove: (params, call) => inner.remove({ ...params, tenant: 'all' }, call),
      }),
  ],
  [
    'keys are trimmed on their way out',
    'signals.keys.any-characters',
    (inner) => reading(inner, (entries) => entries.map((entry) => ({ ...entry, key: entry.key.trim() }))),
  ],
  [
    'only the first vector is removed',
    'signals.remove.forgets',
    (inner) =>
      override(inner, {
        remove: ({ subjects, ...rest }, call) => inner.remove({ ...rest, subjects: subjects.slice(0, 1) }, call),
      }),
  ],
  [
    'the events of what is removed stay',
    'signals.remove.forgets',
    (inner) => {
      const removed = new Set<string>()
      return override(inner, {
        remove: (params, call) => {
          for (const subject of params.subjects) removed.add(JSON.stringify([params.tenant, subject]))
          return inner.remove(params, call)
        },
        record: async (params, call) => {
          const statuses = await inner.record(params, call)
          return statuses.map((status, at) =>
            removed.has(JSON.stringify([params.tenant, params.updates[at]?.subject])) ? ('duplicate' as const) : status,
          )
        },
      })
    },
  ],
  [
    'updates before a refused one are recorded',
    'signals.arguments.refused',
    (inner) =>
      override(inner, {
        record: async ({ updates, ...rest }, call) => {
          if (updates.length > 1_000) return inner.record({ ...rest, updates }, call)
          const statuses: SignalStatus[] = []
          for (const update of updates) statuses.push(...(await inner.record({ ...rest, updates: [update] }, call)))
          return updates.length === 0 ? inner.record({ ...rest, updates }, call) : statuses
        },
      }),
  ],
  [
    'a weight that is none is taken for 1',
    'signals.arguments.refused',
    (inner) =>
      recording(inner, (update) => ({
        ...update,
        changes: update.changes.map(({ key, weight }) => ({ key, weight: weight >= 1e-9 ? weight : 1 })),
      })),
  ],
  [
    'entries are the store’s own',
    'signals.own-copies',
    (inner) => {
      const answers = new Map<string, ReturnType<typeof inner.read>>()
      return override(inner, {
        read: (params, call) => {
          const name = JSON.stringify(params)
          const answer = answers.get(name) ?? inner.read(params, call)
          answers.set(name, answer)
          return answer
        },
      })
    },
  ],
])
