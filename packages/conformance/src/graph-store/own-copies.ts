import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { followEach, relationsOf, STRANGER, versionOf } from './edges'

export const ownCopies = graphStoreRule({
  id: 'graph.own-copies',
  title: 'What callers do to lists, maps and marks after a call changes nothing in the store',
  why: 'One request would see what another one scribbled on.',
  async run({ adapter, make }) {
    const tenant = make.tenant()
    const [viewerId = '', authorId = ''] = make.users(2)
    const followedAfterVersion = await versionOf(adapter, tenant, viewerId)
    const position = make.position()
    const [delivery, pulled] = [{ pushFrom: 2 }, { belowClass: 2, position }]
    await followEach(adapter, tenant, [[viewerId, authorId]])
    await adapter.recordDelivery({ tenant, authorId, delivery, pulled })
    delivery.pushFrom = 0
    pulled.position = make.position()
    const question = { tenant, viewerId, authorIds: [authorId], followedAfterVersion }
    const expected = {
      relation: { ...STRANGER, follow: 'accepted' },
      pullAuthors: [{ authorId, pulledUpTo: position }],
      newFollowees: [authorId],
      followers: [viewerId],
      state: { delivery: { pushFrom: 2 }, pulledUpTo: { 2: position } },
    }
    for (let round = 0; round < 2; round++) {
      const { relations, pullAuthors, newFollowees } = await relationsOf(adapter, question)
      const { userIds } = await adapter.followers({ tenant, userId: authorId, limit: 5 })
      const { delivery: state } = await adapter.authorState({ tenant, authorId })
      const relation = relations.get(authorId)
      ensureEqual({ relation, pullAuthors, newFollowees, followers: userIds, state }, expected, 'answers')
      for (const answer of [relation, pullAuthors[0], pullAuthors, newFollowees, userIds, state, state?.pulledUpTo]) {
        scribble(answer)
      }
    }
  },
})

function scribble(answer: object | undefined): void {
  if (answer === undefined || Object.isFrozen(answer)) return
  if (Array.isArray(answer)) answer.length = 0
  else Object.assign(answer, { follow: 'none', blocking: true, pulledUpTo: 'f', delivery: { pushFrom: 1 }, 2: '0' })
}
