import type { Relation } from '@feed-engine/core'
import { Made, mutantsOf, override } from '../mutant'
import { everyone } from './layers'

export const followMutants = mutantsOf('graphStore', [
  [
    'followees seem to follow back',
    ['graph.follow.public', 'graph.unfollow.removes', 'graph.like-a-set-of-edges'],
    (inner) =>
      override(inner, {
        viewerRelations: async (params, call) => {
          const answer = await inner.viewerRelations(params, call)
          const fans = new Set(await everyone(inner, { tenant: params.tenant, userId: params.viewerId }))
          const relation = ([id, each]: [string, Relation]): [string, Relation] =>
            fans.has(id) ? [id, { ...each, follow: 'accepted' }] : [id, each]
          return { ...answer, relations: new Map([...answer.relations].map(relation)) }
        },
      }),
  ],
  [
    'a repeated follow answers changed: true',
    ['graph.follow.idempotent', 'graph.follow.concurrent'],
    (inner) =>
      override(inner, {
        follow: async (params, call) => {
          const result = await inner.follow(params, call)
          return 'changed' in result ? { ...result, changed: true } : result
        },
      }),
  ],
  [
    'a repeated follow counts again',
    ['graph.follow.idempotent', 'graph.like-a-set-of-edges'],
    (inner) => {
      const presses = new Made<string, number>(() => 0)
      return override(inner, {
        follow: async (params, call) => {
          const result = await inner.follow(params, call)
          if ('changed' in result && !result.changed) {
            presses.set(params.tenant + params.followeeId, presses.of(params.tenant + params.followeeId) + 1)
          }
          return result
        },
        counts: async (params, call) => {
          const counts = await inner.counts(params, call)
          const more = (id: string) => presses.of(params.tenant + id)
          return new Map([...counts].map(([id, count]) => [id, { ...count, followers: count.followers + more(id) }]))
        },
      })
    },
  ],
  [
    'private accounts are followed at once',
    ['graph.follow.pending', 'graph.block.ends-follows'],
    (inner) =>
      override(inner, {
        follow: async (params, call) => {
          const result = await inner.follow(params, call)
          if (result.status !== 'pending') return result
          const { status } = await inner.approveFollow(params)
          return { status: 'accepted', changed: status === 'approved' }
        },
      }),
  ],
  [
    'those who wait count as followers',
    ['graph.follow.pending', 'graph.like-a-set-of-edges'],
    (inner) =>
      override(inner, {
        counts: async (params, call) => {
          const counts = new Map(await inner.counts(params, call))
          for (const [userId, count] of counts) {
            const { userIds } = await inner.pendingFollowers({ tenant: params.tenant, userId, limit: 1_000 })
            counts.set(userId, { ...count, followers: count.followers + userIds.length })
          }
          return counts
        },
      }),
  ],
  [
    'those who wait are listed as followers',
    ['graph.follow.pending', 'graph.like-a-set-of-edges'],
    (inner) =>
      override(inner, {
        followers: async (params, call) => {
          const page = await inner.followers(params, call)
          const waiting = await inner.pendingFollowers(params, call)
          return { ...page, userIds: [...page.userIds, ...waiting.userIds] }
        },
      }),
  ],
  [
    'a pending follow stays pending when the account is public',
    'graph.follow.pending-turns-accepted',
    (inner) => {
      const pending = new Set<string>()
      return override(inner, {
        follow: async (params, call) => {
          const edge = JSON.stringify([params.tenant, params.followerId, params.followeeId])
          if (pending.has(edge)) return { status: 'pending', changed: false }
          const result = await inner.follow(params, call)
          if (result.status === 'pending') pending.add(edge)
          return result
        },
      })
    },
  ],
  [
    'turning private makes followers wait',
    ['graph.follow.accepted-stays', 'graph.account.visibility'],
    (inner) =>
      override(inner, {
        setAccountVisibility: async (params, call) => {
          await inner.setAccountVisibility(params, call)
          if (params.visibility === 'public') return
          const { tenant, userId } = params
          for (const followerId of await everyone(inner, { tenant, userId })) {
            await inner.unfollow({ tenant, followerId, followeeId: userId })
            await inner.follow({ tenant, followerId, followeeId: userId, maxFollowees: 10_000 })
          }
        },
      }),
  ],
])
