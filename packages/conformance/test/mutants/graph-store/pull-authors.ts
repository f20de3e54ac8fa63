import { successorOf } from '@feed-engine/core'
import { Made, mutantsOf, override } from '../mutant'
import { answering } from './layers'

export const pullAuthorsMutants = mutantsOf('graphStore', [
  [
    'marks of every class count for every reader',
    ['graph.pull-authors.by-class', 'graph.pull-authors.above-by-class'],
    (inner) =>
      override(inner, {
        viewerRelations: (params, call) => inner.viewerRelations({ ...params, readerClass: 0 }, call),
      }),
  ],
  [
    'a mark counts for its own class too',
    'graph.pull-authors.by-class',
    (inner) =>
      override(inner, {
        viewerRelations: (params, call) =>
          inner.viewerRelations({ ...params, readerClass: Math.max(0, params.readerClass - 1) }, call),
      }),
  ],
  [
    'pulledAbove is inclusive',
    'graph.pull-authors.pulled-above',
    (inner) =>
      override(inner, {
        viewerRelations: async ({ pulledAbove, ...params }, call) => {
          const answer = await inner.viewerRelations(params, call)
          const kept = answer.pullAuthors.filter((each) => pulledAbove === undefined || each.pulledUpTo >= pulledAbove)
          return { ...answer, pullAuthors: kept }
        },
      }),
  ],
  [
    'pulledAbove is one too high',
    'graph.pull-authors.pulled-above',
    (inner) =>
      override(inner, {
        viewerRelations: ({ pulledAbove, ...params }, call) =>
          inner.viewerRelations(
            pulledAbove === undefined ? params : { ...params, pulledAbove: successorOf(pulledAbove) },
            call,
          ),
      }),
  ],
  [
    'a viewer is never its own pull author',
    'graph.pull-authors.followed',
    (inner) =>
      answering(inner, (answer, { viewerId }) => ({
        ...answer,
        pullAuthors: answer.pullAuthors.filter(({ authorId }) => authorId !== viewerId),
      })),
  ],
  [
    'accounts that have not approved yet are pull authors',
    'graph.pull-authors.followed',
    (inner) => {
      const marks = new Map<string, string>()
      const pending = new Made<string, Set<string>>(() => new Set())
      const shown = answering(inner, (answer, { tenant, viewerId }) => {
        const waiting = [...pending.of(tenant + viewerId)].map((authorId) => ({
          authorId,
          pulledUpTo: marks.get(authorId) ?? '0',
        }))
        return { ...answer, pullAuthors: [...answer.pullAuthors, ...waiting] }
      })
      return override(shown, {
        recordDelivery: (params, call) => {
          if (params.pulled) marks.set(params.authorId, params.pulled.position)
          return inner.recordDelivery(params, call)
        },
        follow: async (params, call) => {
          const result = await inner.follow(params, call)
          if (result.status === 'pending') pending.of(params.tenant + params.followerId).add(params.followeeId)
          return result
        },
      })
    },
  ],
  [
    'pull authors are the first hundred',
    'graph.pull-authors.many',
    (inner) => answering(inner, (answer) => ({ ...answer, pullAuthors: answer.pullAuthors.slice(0, 100) })),
  ],
])
