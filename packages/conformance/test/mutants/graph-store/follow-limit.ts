import { Made, mutantsOf, override } from '../mutant'

export const followLimitMutants = mutantsOf('graphStore', [
  [
    'those who wait do not count for the limit',
    'graph.limit.new-edges',
    (inner) => {
      const pending = new Made<string, Set<string>>(() => new Set())
      return override(inner, {
        follow: async (params, call) => {
          const waiting = pending.of(params.tenant + params.followerId)
          const result = await inner.follow({ ...params, maxFollowees: params.maxFollowees + waiting.size }, call)
          if (result.status === 'pending') waiting.add(params.followeeId)
          return result
        },
      })
    },
  ],
  [
    'the limit refuses repeated follows',
    'graph.limit.new-edges',
    (inner) =>
      override(inner, {
        follow: async (params, call) => {
          const { tenant, followerId } = params
          const counts = await inner.counts({ tenant, userIds: [followerId] })
          const full = (counts.get(followerId)?.followees ?? 0) >= params.maxFollowees
          return full ? { status: 'limit' } : inner.follow(params, call)
        },
      }),
  ],
  [
    'the limit counts follows that have ended',
    'graph.limit.frees',
    (inner) => {
      const made = new Made<string, Set<string>>(() => new Set())
      return override(inner, {
        follow: async (params, call) => {
          const ever = made.of(params.tenant + params.followerId)
          if (!ever.has(params.followeeId) && ever.size >= params.maxFollowees) return { status: 'limit' }
          ever.add(params.followeeId)
          return inner.follow(params, call)
        },
      })
    },
  ],
  [
    'the limit is checked before the write',
    'graph.limit.concurrent',
    (inner) =>
      override(inner, {
        follow: async (params, call) => {
          const { tenant, followerId } = params
          const counts = await inner.counts({ tenant, userIds: [followerId] })
          const room = (counts.get(followerId)?.followees ?? 0) < params.maxFollowees
          return inner.follow(room ? { ...params, maxFollowees: 1_000 } : params, call)
        },
      }),
  ],
])
