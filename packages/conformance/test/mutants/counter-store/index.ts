import type { CounterStatus, PostCounters } from '@feed-engine/core'
import { hide, mutantsOf, override } from '../mutant'
import { applying, applyingAll, reading } from './layers'

export const counterStoreMutants = mutantsOf('counterStore', [
  [
    'quotes are counted as reposts',
    'counters.members.counted',
    (inner) => applying(inner, (change) => (change.counter === 'quotes' ? { ...change, counter: 'reposts' } : change)),
  ],
  [
    'a repeated like is answered as a new one',
    ['counters.members.repeated', 'counters.like-sets'],
    (inner) =>
      override(inner, {
        apply: async (params, call) => {
          const statuses = await inner.apply(params, call)
          return statuses.map((status) => (status === 'known' ? 'applied' : status))
        },
      }),
  ],
  [
    'the change that comes last wins',
    ['counters.members.latest-counts', 'counters.like-sets'],
    (inner) => {
      let last = Date.UTC(2031, 0)
      return applying(inner, (change) => (change.counter === 'views' ? change : { ...change, atMs: last++ }))
    },
  ],
  [
    'who leaves before entering is not remembered',
    'counters.members.left-first',
    (inner) =>
      applyingAll(inner, async (params) => {
        const statuses: CounterStatus[] = []
        for (const change of params.changes) {
          const read = await inner.read({ tenant: params.tenant, postIds: [change.postId], viewerId: change.member })
          const isOff = change.counter === 'likes' && !change.on && read.get(change.postId)?.liked !== true
          if (isOff) statuses.push('applied')
          else statuses.push(...(await inner.apply({ ...params, changes: [change] })))
        }
        return statuses
      }),
  ],
  [
    'a call takes a thousand changes',
    'counters.members.many',
    (inner) =>
      override(inner, { apply: (params) => inner.apply({ ...params, changes: params.changes.slice(0, 1_000) }) }),
  ],
  [
    'counts are read, and written back later',
    'counters.members.concurrent',
    (inner) => {
      const likes = new Map<string, number>()
      const counting = override(inner, {
        apply: async (params, call) => {
          const statuses = await inner.apply(params, call)
          const [change] = params.changes
          if (change === undefined) return statuses
          const before = likes.get(change.postId) ?? 0
          await Promise.resolve()
          const entered = statuses.filter((status, index) => {
            const each = params.changes[index]
            return status === 'applied' && each?.counter === 'likes' && each.on
          })
          likes.set(change.postId, before + entered.length)
          return statuses
        },
      })
      return reading(counting, (found, postId) => {
        const counted = likes.get(postId)
        return counted === undefined ? found : { ...found, counts: { ...found.counts, likes: counted } }
      })
    },
  ],
  [
    'every view counts',
    ['counters.events.once', 'counters.events.remembered', 'counters.events.told-last', 'counters.like-sets'],
    (inner) => {
      let views = 0
      return applying(inner, (change) =>
        change.counter === 'views' ? { ...change, member: `${change.member.slice(0, 200)}${++views}` } : change,
      )
    },
  ],
  [
    'events are remembered since they were told first',
    'counters.events.told-last',
    (inner) => {
      const first = new Map<string, number>()
      return applyingAll(inner, (params) => {
        const changes = params.changes.map((change) => {
          if (change.counter !== 'views') return change
          const key = JSON.stringify([params.tenant, change.postId, change.member])
          const atMs = first.get(key) ?? change.atMs
          first.set(key, atMs)
          const forgotten = atMs + change.keepMs < params.nowMs
          return forgotten ? { ...change, member: `${change.member.slice(0, 200)} again` } : change
        })
        return inner.apply({ ...params, changes })
      })
    },
  ],
  [
    'old views are counted',
    'counters.events.stale',
    (inner) =>
      applying(inner, (change) => (change.counter === 'views' ? { ...change, keepMs: 31_536_000_000 } : change)),
  ],
  [
    'posts that nothing was counted of are left out',
    'counters.read.zeros',
    (inner) => reading(inner, (found) => (Object.values(found.counts).some((count) => count > 0) ? found : undefined)),
  ],
  [
    'liked means that anybody does',
    'counters.read.liked',
    (inner) =>
      reading(inner, (found) => (found.liked === undefined ? found : { ...found, liked: found.counts.likes > 0 })),
  ],
  [
    'readers are given the counts themselves',
    'counters.own-copies',
    (inner) => {
      const handed = new Map<string, PostCounters['counts']>()
      return reading(inner, (found, postId) => {
        const counts = handed.get(postId) ?? { ...found.counts }
        handed.set(postId, counts)
        return { ...found, counts }
      })
    },
  ],
  [
    'ids are folded to lower case',
    ['counters.ids.any-characters', 'counters.tenants.isolated'],
    (inner) =>
      override(inner, {
        apply: (params, call) =>
          inner.apply(
            {
              ...params,
              tenant: params.tenant.toLowerCase(),
              changes: params.changes.map((change) => ({ ...change, postId: change.postId.toLowerCase() })),
            },
            call,
          ),
        read: async (params, call) => {
          const [tenant, postIds] = [params.tenant.toLowerCase(), params.postIds.map((id) => id.toLowerCase())]
          const found = await inner.read({ ...params, tenant, postIds }, call)
          return new Map(
            params.postIds.flatMap((id) => {
              const each = found.get(id.toLowerCase())
              return each === undefined ? [] : [[id, each] as const]
            }),
          )
        },
      }),
  ],
  [
    'ids are cut after 255 bytes',
    'counters.ids.longest',
    (inner) => {
      const cut = (id: string): string => (id.length > 255 ? id.slice(0, 255) : id)
      return override(inner, {
        apply: (params, call) =>
          inner.apply(
            { ...params, changes: params.changes.map((change) => ({ ...change, postId: cut(change.postId) })) },
            call,
          ),
        read: async (params, call) => {
          const found = await inner.read({ ...params, postIds: params.postIds.map(cut) }, call)
          return new Map(
            params.postIds.flatMap((id) => {
              const each = found.get(cut(id))
              return each === undefined ? [] : [[id, each] as const]
            }),
          )
        },
      })
    },
  ],
  [
    'what is no change is left out',
    'counters.arguments.refused',
    (inner) =>
      applyingAll(inner, async (params) => {
        const statuses: CounterStatus[] = []
        for (const change of params.changes) {
          const applied = inner.apply({ ...params, changes: [change] }).catch(() => ['stale'] as const)
          statuses.push(...(await applied))
        }
        return statuses
      }),
  ],
  [
    'times have 32 bits',
    'counters.times.exact',
    (inner) =>
      applying(inner, (change) => ({
        ...change,
        atMs: Number.isInteger(change.atMs) ? change.atMs % 2 ** 32 : change.atMs,
      })),
  ],
  ['writeBehind is declared, and missing', 'counters.write-behind.present', (inner) => hide(inner, 'writeBehind')],
  [
    'writeBehind is there, and not declared',
    'counters.write-behind.absent',
    (inner) => override(inner, { capabilities: Object.freeze({ ...inner.capabilities, writeBehind: false }) }),
  ],
])
