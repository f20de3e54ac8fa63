import { mutantsOf, override } from '../mutant'

export const unfollowMutants = mutantsOf('graphStore', [
  [
    'unfollow always answers removed',
    ['graph.unfollow.removes', 'graph.follow.concurrent'],
    (inner) =>
      override(inner, {
        unfollow: async (params, call) => {
          await inner.unfollow(params, call)
          return { removed: true }
        },
      }),
  ],
  [
    'unfollow ends the follow the other way round too',
    'graph.unfollow.removes',
    (inner) =>
      override(inner, {
        unfollow: async (params, call) => {
          await inner.unfollow({ ...params, followerId: params.followeeId, followeeId: params.followerId })
          return inner.unfollow(params, call)
        },
      }),
  ],
  [
    'a pending follow cannot be withdrawn',
    'graph.unfollow.pending',
    (inner) =>
      override(inner, {
        unfollow: async (params, call) => {
          const { userIds } = await inner.pendingFollowers({
            tenant: params.tenant,
            userId: params.followeeId,
            limit: 1_000,
          })
          return userIds.includes(params.followerId) ? { removed: false } : inner.unfollow(params, call)
        },
      }),
  ],
])
