import { plus, quantity, times } from '../quantity/expression'
import { step } from '../quantity/step'
import type { Basis } from './basis'
import type { Posts } from './posts'
import type { Traffic } from './traffic'

/** Authors post alike, so the followers of a post's author are on average those of a user, and as many are followed. */
const FOLLOW_OF_USER = quantity('follow of an account, for a follower of a post', 1, 'follow·post/user/follower')

/** PostgreSQL: the graph, and how many queries it answers at once; with the posts where there is no Cassandra. */
export function graphSteps({ inputs, facts }: Basis, { accounts, peakReadsOfRegion }: Traffic, { oneCopy }: Posts) {
  const follows = step('follows', 'follow', times(accounts, inputs['mean-followers'], FOLLOW_OF_USER))
  const size = step('PostgreSQL, the graph', 'byte', times(follows, facts.followSize))
  return {
    follows,
    size,
    withPosts: step('PostgreSQL, with the posts too', 'byte', plus(size, oneCopy)),
    connections: step('connections at work in a region', 'connection', times(peakReadsOfRegion, facts.relationsTime)),
  }
}
