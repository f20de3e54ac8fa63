import type { GraphStore } from '@feed-engine/core'
import { mutantsOf, override } from '../mutant'
import { answering } from './layers'

export const idsMutants = mutantsOf('graphStore', [
  [
    'follows are known without their tenant',
    'graph.tenants.isolated',
    (inner) =>
      override(inner, {
        follow: async (params, call) => {
          await inner.follow({ ...params, tenant: 'one' }, call)
          return inner.follow(params, call)
        },
        followees: (params, call) => inner.followees({ ...params, tenant: 'one' }, call),
        followers: (params, call) => inner.followers({ ...params, tenant: 'one' }, call),
      }),
  ],
  [
    'mutes are known without their tenant',
    'graph.tenants.isolated',
    (inner) => {
      const muted = new Set<string>()
      const shown = answering(inner, (answer, { viewerId }) => ({
        ...answer,
        relations: new Map(
          [...answer.relations].map(([id, each]) => [id, { ...each, muting: muted.has(viewerId + id) }]),
        ),
      }))
      return override(shown, {
        mute: (params, call) => {
          muted.add(params.userId + params.targetId)
          return inner.mute(params, call)
        },
        unmute: (params, call) => {
          muted.delete(params.userId + params.targetId)
          return inner.unmute(params, call)
        },
      })
    },
  ],
  [
    'followees are kept in a plain object',
    'graph.ids.any-characters',
    (inner) => {
      const marks: Record<string, string> = {}
      return override(inner, {
        recordDelivery: (params, call) => {
          if (params.pulled) marks[params.authorId] = params.pulled.position
          return inner.recordDelivery(params, call)
        },
        viewerRelations: async (params, call) => {
          const answer = await inner.viewerRelations(params, call)
          const known = answer.pullAuthors.filter(({ authorId }) => Object.keys(marks).includes(authorId))
          return { ...answer, pullAuthors: known }
        },
      })
    },
  ],
  [
    'user ids are compared without case',
    'graph.ids.any-characters',
    (inner) =>
      override(inner, {
        follow: (params, call) => inner.follow({ ...params, followerId: params.followerId.toLowerCase() }, call),
        followees: (params, call) => inner.followees({ ...params, userId: params.userId.toLowerCase() }, call),
      }),
  ],
  [
    'user ids end at 255 bytes',
    'graph.ids.longest',
    (inner) =>
      override(inner, {
        follow: (params, call) => inner.follow({ ...params, followerId: params.followerId.slice(0, 255) }, call),
        followees: (params, call) => inner.followees({ ...params, userId: params.userId.slice(0, 255) }, call),
      }),
  ],
  [
    'marks share their object with the store',
    'graph.own-copies',
    (inner) => {
      const states = new Map<string, Awaited<ReturnType<GraphStore['authorState']>>>()
      return override(inner, {
        authorState: async (params, call) => {
          const name = JSON.stringify(params)
          const read = await inner.authorState(params, call)
          const state = states.get(name) ?? structuredClone(read)
          states.set(name, state)
          return state
        },
      })
    },
  ],
])
