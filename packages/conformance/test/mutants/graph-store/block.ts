import type { Relation } from '@feed-engine/core'
import { Made, mutantsOf, override } from '../mutant'
import { everyone } from './layers'

export const blockMutants = mutantsOf('graphStore', [
  [
    'block leaves the reverse follow',
    'graph.block.ends-reverse-follow',
    (inner) => {
      const left = new Set<string>()
      const shown = override(inner, {
        viewerRelations: async (params, call) => {
          const answer = await inner.viewerRelations(params, call)
          const relation = ([id, each]: [string, Relation]): [string, Relation] =>
            left.has(`${params.viewerId}>${id}`) ? [id, { ...each, follow: 'accepted' }] : [id, each]
          return { ...answer, relations: new Map([...answer.relations].map(relation)) }
        },
      })
      return override(shown, {
        block: async (params, call) => {
          const { tenant, userId, targetId } = params
          if ((await everyone(inner, { tenant, userId })).includes(targetId)) left.add(`${targetId}>${userId}`)
          await inner.block(params, call)
        },
      })
    },
  ],
  [
    'block forgets the counts',
    ['graph.block.ends-follows', 'graph.like-a-set-of-edges'],
    (inner) => {
      const lost = new Made<string, number>(() => 0)
      return override(inner, {
        block: async (params, call) => {
          const { tenant, userId, targetId } = params
          const followed = (await everyone(inner, { tenant, userId: targetId })).includes(userId)
          if (followed) lost.set(tenant + targetId, lost.of(tenant + targetId) + 1)
          await inner.block(params, call)
        },
        counts: async (params, call) => {
          const counts = await inner.counts(params, call)
          const more = (id: string) => lost.of(params.tenant + id)
          return new Map([...counts].map(([id, count]) => [id, { ...count, followers: count.followers + more(id) }]))
        },
      })
    },
  ],
  [
    'block leaves those who wait',
    'graph.block.ends-follows',
    (inner) => {
      const waiting = new Made<string, string[]>(() => [])
      return override(inner, {
        block: async (params, call) => {
          const { tenant, userId, targetId } = params
          const { userIds } = await inner.pendingFollowers({ tenant, userId, limit: 100 })
          if (userIds.includes(targetId)) waiting.of(tenant + userId).push(targetId)
          await inner.block(params, call)
        },
        pendingFollowers: async (params, call) => {
          const page = await inner.pendingFollowers(params, call)
          return { ...page, userIds: [...page.userIds, ...waiting.of(params.tenant + params.userId)] }
        },
      })
    },
  ],
  [
    'only the block of the followee refuses a follow',
    'graph.block.refuses-follows',
    (inner) =>
      override(inner, {
        follow: async (params, call) => {
          const { tenant, followerId, followeeId } = params
          const answer = await inner.viewerRelations({
            tenant,
            viewerId: followerId,
            authorIds: [followeeId],
            readerClass: 0,
            newFolloweesLimit: 0,
          })
          const relation = answer.relations.get(followeeId)
          if (relation?.blocking !== true || relation.blockedBy) return inner.follow(params, call)
          return { status: 'accepted', changed: true }
        },
      }),
  ],
  [
    'unblock restores follows',
    ['graph.unblock.restores-nothing', 'graph.like-a-set-of-edges'],
    (inner) => {
      const ended = new Set<string>()
      return override(inner, {
        block: async (params, call) => {
          const { tenant, userId, targetId } = params
          const followed = (await everyone(inner, { tenant, userId: targetId })).includes(userId)
          if (followed) ended.add(JSON.stringify([tenant, userId, targetId]))
          await inner.block(params, call)
        },
        unblock: async (params, call) => {
          await inner.unblock(params, call)
          const { tenant, userId, targetId } = params
          if (!ended.delete(JSON.stringify([tenant, userId, targetId]))) return
          await inner.follow({ tenant, followerId: userId, followeeId: targetId, maxFollowees: 1_000 })
        },
      })
    },
  ],
  [
    'a block is symmetric',
    ['graph.block.directed', 'graph.relations.every-kind'],
    (inner) =>
      override(inner, {
        block: async (params, call) => {
          await inner.block({ ...params, userId: params.targetId, targetId: params.userId })
          await inner.block(params, call)
        },
      }),
  ],
  [
    'one unblock lifts both blocks',
    'graph.block.directed',
    (inner) =>
      override(inner, {
        unblock: async (params, call) => {
          await inner.unblock({ ...params, userId: params.targetId, targetId: params.userId })
          await inner.unblock(params, call)
        },
      }),
  ],
])
