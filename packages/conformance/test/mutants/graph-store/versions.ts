import { Made, mutantsOf, override } from '../mutant'
import { answering } from './layers'

export const versionsMutants = mutantsOf('graphStore', [
  [
    'approval gives no version',
    'graph.version.approval',
    (inner) => {
      const approved = new Set<string>()
      const shown = answering(inner, (answer, { tenant, viewerId }) => ({
        ...answer,
        newFollowees: answer.newFollowees.filter((id) => !approved.has(JSON.stringify([tenant, viewerId, id]))),
      }))
      return override(shown, {
        approveFollow: (params, call) => {
          approved.add(JSON.stringify([params.tenant, params.followerId, params.followeeId]))
          return inner.approveFollow(params, call)
        },
      })
    },
  ],
  [
    'a new follow keeps the version of the one that ended',
    ['graph.version.refollow'],
    (inner) => {
      const first = new Made<string, number>(() => 0)
      return override(inner, {
        follow: async (params, call) => {
          const edge = JSON.stringify([params.tenant, params.followerId, params.followeeId])
          first.set(edge, first.of(edge) + 1)
          return inner.follow(params, call)
        },
        viewerRelations: async (params, call) => {
          const answer = await inner.viewerRelations(params, call)
          const again = (id: string) => first.of(JSON.stringify([params.tenant, params.viewerId, id])) > 1
          return { ...answer, newFollowees: answer.newFollowees.filter((id) => !again(id)) }
        },
      })
    },
  ],
  [
    'the graph version is one too high',
    ['graph.version.new-followees', 'graph.version.never-reused'],
    (inner) => answering(inner, (answer) => ({ ...answer, graphVersion: answer.graphVersion + 1 })),
  ],
  [
    'the graph version is always zero',
    'graph.version.new-followees',
    (inner) => answering(inner, (answer) => ({ ...answer, graphVersion: 0 })),
  ],
  [
    'the graph version is the number of followees',
    ['graph.version.refollow', 'graph.version.never-reused'],
    (inner) =>
      override(inner, {
        viewerRelations: async ({ followedAfterVersion, ...params }, call) => {
          const { tenant, viewerId } = params
          const { userIds } = await inner.followees({ tenant, userId: viewerId, limit: 1_000 })
          const answer = await inner.viewerRelations({ ...params, followedAfterVersion: -1 }, call)
          const newFollowees = answer.newFollowees.slice(followedAfterVersion ?? Number.POSITIVE_INFINITY)
          return { ...answer, graphVersion: userIds.length, newFollowees }
        },
      }),
  ],
  [
    'a repeated follow gets a new version',
    'graph.version.repeated-follow',
    (inner) =>
      override(inner, {
        follow: async (params, call) => {
          const result = await inner.follow(params, call)
          if (result.status !== 'accepted' || result.changed) return result
          await inner.unfollow(params)
          await inner.follow(params)
          return result
        },
      }),
  ],
  [
    'followedAfterVersion is inclusive',
    ['graph.version.new-followees', 'graph.version.repeated-follow'],
    (inner) =>
      override(inner, {
        viewerRelations: ({ followedAfterVersion, ...params }, call) =>
          inner.viewerRelations(
            followedAfterVersion === undefined ? params : { ...params, followedAfterVersion: followedAfterVersion - 1 },
            call,
          ),
      }),
  ],
  [
    'the limit of new followees is not told',
    'graph.version.new-followees-limit',
    (inner) => answering(inner, (answer) => ({ ...answer, moreNewFollowees: false })),
  ],
  [
    'moreNewFollowees is told at exactly the limit',
    'graph.version.new-followees-limit',
    (inner) =>
      answering(inner, (answer, { newFolloweesLimit, followedAfterVersion }) => ({
        ...answer,
        moreNewFollowees: followedAfterVersion !== undefined && answer.newFollowees.length === newFolloweesLimit,
      })),
  ],
  [
    'graph version and relations are read one after the other',
    'graph.version.concurrent',
    (inner) =>
      override(inner, {
        viewerRelations: async (params, call) => {
          const answer = await inner.viewerRelations(params, call)
          for (let turn = 0; turn < 20; turn++) await Promise.resolve()
          const { graphVersion } = await inner.viewerRelations(params, call)
          return { ...answer, graphVersion }
        },
      }),
  ],
])
