import { SeededRandom } from '@feed-engine/simulation'

/** Who follows whom, in both directions, as lists behind each other: small enough for a million follows. */
export interface FollowLists {
  readonly users: number
  /** Followees of user u: `followees[followeesFrom[u]]` up to, and without, `followees[followeesFrom[u + 1]]`. */
  readonly followeesFrom: Uint32Array
  readonly followees: Uint32Array
  readonly followersFrom: Uint32Array
  readonly followers: Uint32Array
}

/** How fast popularity falls with rank: as in social networks, where it lies around 0.7 to 1. */
const POPULARITY_EXPONENT = 0.8
/** Tail of the number of followees: many follow a few, some follow hundreds. */
const FOLLOWEES_EXPONENT = 1.5
/** Accounts that half of all users follow. */
export const CELEBRITIES = 24
const CELEBRITY_SHARE = 0.55
/** The most popular of the others are not celebrities, too. */
const ORDINARY_RANK = 20
const LEAST_FOLLOWEES = 10
const MOST_FOLLOWEES = 1_000

/** Lists of a graph that is given as one set of followees for each user. */
export function toFollowLists(followeesOf: readonly ReadonlySet<number>[]): FollowLists {
  const users = followeesOf.length
  const followeesFrom = new Uint32Array(users + 1)
  const followersFrom = new Uint32Array(users + 1)
  for (const [user, followees] of followeesOf.entries()) {
    followeesFrom[user + 1] = at(followeesFrom, user) + followees.size
    for (const followee of followees) followersFrom[followee + 1] = at(followersFrom, followee + 1) + 1
  }
  for (let user = 0; user < users; user++)
    followersFrom[user + 1] = at(followersFrom, user + 1) + at(followersFrom, user)
  const followees = new Uint32Array(at(followeesFrom, users))
  const followers = new Uint32Array(at(followeesFrom, users))
  const free = followersFrom.slice()
  let next = 0
  for (const [user, set] of followeesOf.entries()) {
    for (const followee of set) {
      followees[next++] = followee
      const place = at(free, followee)
      followers[place] = user
      free[followee] = place + 1
    }
  }
  return { users, followeesFrom, followees, followersFrom, followers }
}

/**
 * A graph with celebrities: 24 whom every other user follows, so that a reader has a dozen of them, and among the others
 * power laws on both sides, with a mean of about 30 followees.
 */
export function drawCelebrityGraph(users: number, seed: number): FollowLists {
  const random = new SeededRandom(seed)
  const weights = new Float64Array(users)
  let total = 0
  for (let rank = CELEBRITIES; rank < users; rank++) {
    total += (rank - CELEBRITIES + ORDINARY_RANK) ** -POPULARITY_EXPONENT
    weights[rank] = total
  }
  const followeesOf = Array.from({ length: users }, (_, user) => {
    const picked = new Set<number>()
    for (let celebrity = 0; celebrity < CELEBRITIES; celebrity++) {
      if (random.chance(CELEBRITY_SHARE) && celebrity !== user) picked.add(celebrity)
    }
    const pareto = LEAST_FOLLOWEES * (1 - random.next()) ** (-1 / FOLLOWEES_EXPONENT)
    const wanted = Math.min(picked.size + Math.floor(pareto), MOST_FOLLOWEES, users - 1)
    // The most popular are drawn again and again in vain, so a user of a tiny graph may end up with fewer.
    for (let draws = 0; picked.size < wanted && draws < wanted * 4; draws++) {
      const followee = rankOf(weights, random.next() * total)
      if (followee !== user) picked.add(followee)
    }
    return picked
  })
  return toFollowLists(followeesOf)
}

export function followerCount({ followersFrom }: FollowLists, user: number): number {
  return at(followersFrom, user + 1) - at(followersFrom, user)
}

/** An element that is there. */
export function at(numbers: { readonly [index: number]: number }, index: number): number {
  return numbers[index] as number
}

/** The first rank whose cumulated weight is above. */
function rankOf(weights: Float64Array, weight: number): number {
  let low = 0
  let high = weights.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (at(weights, middle) > weight) high = middle
    else low = middle + 1
  }
  return low
}
