import { mutantsOf, override } from '../mutant'
import { answering, relating, WITHOUT } from './layers'

export const relationsMutants = mutantsOf('graphStore', [
  [
    'blockedBy is never told',
    'graph.relations.every-kind',
    (inner) => relating(inner, (each) => ({ ...each, blockedBy: false })),
  ],
  [
    'strangers have no relation',
    'graph.relations.every-author',
    (inner) =>
      override(inner, {
        viewerRelations: async (params, call) => {
          const answer = await inner.viewerRelations(params, call)
          const plain = (id: string) => {
            const each = answer.relations.get(id)
            return each?.follow === 'none' && !each.blocking && !each.blockedBy && !each.muting
          }
          return params.authorIds.length > 1 ? { ...answer, relations: WITHOUT(answer.relations, plain) } : answer
        },
      }),
  ],
  [
    'the last of many authors has no relation',
    'graph.relations.every-author',
    (inner) =>
      answering(inner, (answer, { authorIds }) => ({
        ...answer,
        relations: WITHOUT(answer.relations, (id) => authorIds.length > 100 && id === authorIds.at(-4)),
      })),
  ],
  [
    'pull authors have no relation',
    'graph.relations.of-those-listed',
    (inner) =>
      answering(inner, (answer, { authorIds }) => ({
        ...answer,
        relations: WITHOUT(
          answer.relations,
          (id) => !authorIds.includes(id) && answer.pullAuthors.some(({ authorId }) => authorId === id),
        ),
      })),
  ],
  [
    'new followees have no relation',
    'graph.relations.of-those-listed',
    (inner) =>
      answering(inner, (answer, { authorIds }) => ({
        ...answer,
        relations: WITHOUT(answer.relations, (id) => !authorIds.includes(id) && answer.newFollowees.includes(id)),
      })),
  ],
])
