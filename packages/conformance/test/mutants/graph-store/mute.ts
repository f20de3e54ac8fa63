import type { ViewerRelations } from '@feed-engine/core'
import { mutantsOf, override } from '../mutant'

export const muteMutants = mutantsOf('graphStore', [
  [
    'a mute is symmetric',
    ['graph.mute.directed', 'graph.relations.every-kind'],
    (inner) =>
      override(inner, {
        mute: async (params, call) => {
          await inner.mute({ ...params, userId: params.targetId, targetId: params.userId })
          await inner.mute(params, call)
        },
      }),
  ],
  [
    'a mute ends the follow',
    'graph.mute.directed',
    (inner) =>
      override(inner, {
        mute: async (params, call) => {
          await inner.mute(params, call)
          await inner.unfollow({ tenant: params.tenant, followerId: params.userId, followeeId: params.targetId })
        },
      }),
  ],
  [
    'relations come from a cache',
    ['graph.mute.directed', 'graph.block.directed', 'graph.account.visibility'],
    (inner) => {
      const answers = new Map<string, ViewerRelations>()
      return override(inner, {
        viewerRelations: async (params, call) => {
          const name = JSON.stringify(params)
          const answer = answers.get(name) ?? (await inner.viewerRelations(params, call))
          answers.set(name, answer)
          return answer
        },
      })
    },
  ],
])
