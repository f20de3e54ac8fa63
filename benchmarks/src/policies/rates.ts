import { SeededRandom } from '@feed-engine/simulation'
import { at, type FollowLists, followerCount } from './follow-lists'

/** How often each user posts and reads, per day. */
export interface Rates {
  readonly posts: Float64Array
  readonly reads: Float64Array
}

/** Assumed of a population: most accounts sleep, few come several times a day. Rates are even in their logarithm. */
const READERS = [
  { share: 0.5, from: 1 / 90, to: 1 / 20 },
  { share: 0.2, from: 1 / 12, to: 1 / 4 },
  { share: 0.2, from: 0.5, to: 2 },
  { share: 0.1, from: 3, to: 12 },
] as const

/** Posts of a day: log-normal, and more for those whom more people follow. */
const MEDIAN_POSTS = 0.15
const SIGMA = 1.3
const POPULARITY_EXPONENT = 0.3

/** Stream of randomness, apart from that of the graph. */
const STREAM = 11

export function drawRates(graph: FollowLists, seed: number): Rates {
  const random = new SeededRandom(seed, STREAM)
  const { users } = graph
  const meanFollowers = graph.followers.length / users
  const posts = new Float64Array(users)
  const reads = new Float64Array(users)
  for (let user = 0; user < users; user++) {
    const popularity = (1 + followerCount(graph, user) / meanFollowers) ** POPULARITY_EXPONENT
    posts[user] = MEDIAN_POSTS * Math.exp(SIGMA * normal(random)) * popularity
    reads[user] = drawReads(random)
  }
  return { posts, reads }
}

/** Share of the readers who are of a class or a higher one, by class. */
export function readersFrom(): [number, number, number, number] {
  const from = (readerClass: number): number => READERS.slice(readerClass).reduce((sum, { share }) => sum + share, 0)
  return [1, from(1), from(2), from(3)]
}

/** Posts per day that reach each user from all followees. */
export function inflow({ users, followees, followeesFrom }: FollowLists, { posts }: Rates): Float64Array {
  const sums = new Float64Array(users)
  for (let user = 0; user < users; user++) {
    let sum = 0
    for (let edge = at(followeesFrom, user); edge < at(followeesFrom, user + 1); edge++) {
      sum += at(posts, at(followees, edge))
    }
    sums[user] = sum
  }
  return sums
}

function drawReads(random: SeededRandom): number {
  const dice = random.next()
  const kind = readersFrom().findLastIndex((share) => dice < share)
  const { from, to } = READERS[kind] ?? READERS[0]
  return from * (to / from) ** random.next()
}

/** Box and Muller, 1958. */
function normal(random: SeededRandom): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}
