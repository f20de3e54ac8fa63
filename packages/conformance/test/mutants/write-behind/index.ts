import type { CounterStore, UnsavedCounters, WriteBehindCounters } from '@feed-engine/core'
import { mutantsOf, override } from '../mutant'

/** The store with another front. */
function fronting(
  inner: CounterStore,
  change: (front: WriteBehindCounters) => Partial<WriteBehindCounters>,
): CounterStore {
  const front = inner.writeBehind
  return front === undefined ? inner : override(inner, { writeBehind: override(front, change(front)) })
}

/** Changes what is unsaved. */
function unsaving(inner: CounterStore, change: (part: UnsavedCounters) => UnsavedCounters): CounterStore {
  return fronting(inner, (front) => ({
    unsaved: async (params, call) => (await front.unsaved(params, call)).map(change),
  }))
}

export const writeBehindMutants = mutantsOf('writeBehind', [
  [
    'what is not held is taken for empty',
    ['behind.unknown.posts', 'behind.restore.archived'],
    (inner) =>
      fronting(inner, (front) => ({
        apply: async (params, call) => {
          const first = await front.apply(params, call)
          const parts = first.unknown.map((part) => ({ ...part, members: [] }))
          await front.restore({ parts, idleMs: 600_000 }, call)
          const { statuses } = await front.apply(params, call)
          return { statuses, unknown: [] }
        },
      })),
  ],
  [
    'a viewer who does not like a post is unknown',
    'behind.restore.new',
    (inner) =>
      fronting(inner, (front) => ({
        read: async (params, call) => {
          const { counters, unknown } = await front.read(params, call)
          const [known, others] = [new Map(counters), [...unknown]]
          for (const [postId, { liked }] of counters) {
            if (liked !== false) continue
            known.delete(postId)
            others.push({ tenant: params.tenant, postId, part: 0, members: [] })
          }
          return { counters: known, unknown: others }
        },
      })),
  ],
  [
    'restored parts forget their counts',
    'behind.restore.archived',
    (inner) =>
      fronting(inner, (front) => ({
        restore: ({ parts, idleMs }, call) => {
          const counts = { likes: 0, replies: 0, reposts: 0, quotes: 0, views: 0 }
          const emptied = parts.map((part) =>
            part.archived === undefined ? part : { ...part, archived: { ...part.archived, counts } },
          )
          return front.restore({ parts: emptied, idleMs }, call)
        },
      })),
  ],
  [
    'a restored part takes the place of what is held',
    'behind.restore.keeps-newer',
    (inner) => {
      const restored = new Map<string, number>()
      return fronting(inner, (front) => ({
        restore: async (params, call) => {
          for (const { postId, archived } of params.parts) {
            if (archived !== undefined) restored.set(postId, archived.counts.likes)
          }
          await front.restore(params, call)
        },
        apply: async (params, call) => {
          for (const { postId } of params.changes) restored.delete(postId)
          return front.apply(params, call)
        },
        read: async (params, call) => {
          const { counters, unknown } = await front.read(params, call)
          const shown = [...counters].map(([postId, found]) => {
            const likes = restored.get(postId) ?? found.counts.likes
            return [postId, { ...found, counts: { ...found.counts, likes } }] as const
          })
          return { counters: new Map(shown), unknown }
        },
      }))
    },
  ],
  [
    'both sides count together',
    'behind.apart',
    (inner) => {
      const front = inner.writeBehind
      if (front === undefined) return inner
      return override(inner, {
        writeBehind: override(front, {
          apply: async (params, call) => {
            const { unknown } = await front.apply(params, call)
            return { statuses: await inner.apply(params, call), unknown }
          },
        }),
      })
    },
  ],
  [
    'a settled part stays dirty',
    'behind.dirty.until-settled',
    (inner) => fronting(inner, () => ({ settle: async () => undefined })),
  ],
  [
    'members are not counted as pending',
    'behind.unsaved.members',
    (inner) => unsaving(inner, (part) => ({ ...part, pending: 0 })),
  ],
  [
    'what was settled is clean, whatever happened meanwhile',
    'behind.settle.changed-meanwhile',
    (inner) =>
      fronting(inner, (front) => ({
        settle: async ({ saved, idleMs }, call) => {
          const current = await front.unsaved({ parts: saved, membersPerPart: 1_000 }, call)
          await front.settle({ saved: current, idleMs }, call)
        },
      })),
  ],
  [
    'versions begin at one with each life',
    'behind.version.grows',
    (inner) => unsaving(inner, (part) => ({ ...part, version: part.version % 1_000 })),
  ],
  [
    'clean parts stay for ever',
    'behind.idle.goes',
    (inner) =>
      fronting(inner, (front) => ({
        restore: ({ parts }, call) => front.restore({ parts, idleMs: 1e12 }, call),
        settle: ({ saved }, call) => front.settle({ saved, idleMs: 1e12 }, call),
      })),
  ],
])
