import { mutantsOf, override } from '../mutant'
import { WITHOUT } from './layers'

export const approveMutants = mutantsOf('graphStore', [
  [
    'turning public accepts those who wait',
    'graph.account.visibility',
    (inner) =>
      override(inner, {
        setAccountVisibility: async (params, call) => {
          await inner.setAccountVisibility(params, call)
          if (params.visibility === 'private') return
          const waiting = await inner.pendingFollowers({ ...params, limit: 1_000 })
          for (const followerId of waiting.userIds) {
            await inner.approveFollow({ tenant: params.tenant, followerId, followeeId: params.userId })
          }
        },
      }),
  ],
  [
    'approval makes a follow where there is none',
    'graph.approve.missing',
    (inner) =>
      override(inner, {
        approveFollow: async (params, call) => {
          const result = await inner.approveFollow(params, call)
          if (result.status !== 'missing') return result
          await inner.follow({ ...params, maxFollowees: 1_000 })
          await inner.approveFollow(params, call)
          return { status: 'approved' }
        },
      }),
  ],
  [
    'each approval answers approved',
    'graph.approve.pending',
    (inner) =>
      override(inner, {
        approveFollow: async (params, call) => {
          const { status } = await inner.approveFollow(params, call)
          return { status: status === 'accepted' ? 'approved' : status }
        },
      }),
  ],
  [
    'a relation has the viewer\u2019s account',
    ['graph.account.visibility', 'graph.relations.every-kind'],
    (inner) =>
      override(inner, {
        viewerRelations: async (params, call) => {
          const authorIds = [...params.authorIds, params.viewerId]
          const answer = await inner.viewerRelations({ ...params, authorIds }, call)
          const account = answer.relations.get(params.viewerId)?.account ?? 'public'
          const asked = WITHOUT(answer.relations, (id) => id === params.viewerId && !params.authorIds.includes(id))
          return { ...answer, relations: new Map([...asked].map(([id, each]) => [id, { ...each, account }])) }
        },
      }),
  ],
])
