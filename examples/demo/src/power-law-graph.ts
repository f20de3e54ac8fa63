import type { FollowGraph } from './follow-graph'
import { type Random, zipfSampler } from './random'

/** How fast popularity falls with rank. Follower counts of social networks lie around 0.7 to 1. */
const POPULARITY_EXPONENT = 0.8

const LEAST_FOLLOWEES = 5
const MOST_FOLLOWEES = 1_000

/** Tail exponent of the number of followees: a mean of about 15, and a few users who follow hundreds. */
const FOLLOWEES_EXPONENT = 1.5

/**
 * A follow graph with power laws on both sides: a few users are followed by many, and a few follow many. At least
 * two users.
 */
export function powerLawGraph(params: { readonly users: number; readonly random: Random }): FollowGraph {
  const { users, random } = params
  const popular = zipfSampler(users, POPULARITY_EXPONENT, random)
  const followees = Array.from({ length: users }, (_, user) => {
    const wanted = Math.min(paretoInteger(random), users - 1)
    return pickFollowees({ user, wanted, popular })
  })
  return { userIds: Array.from({ length: users }, (_, user) => `user-${user}`), followees }
}

function paretoInteger(random: Random): number {
  const value = LEAST_FOLLOWEES * (1 - random()) ** (-1 / FOLLOWEES_EXPONENT)
  return Math.min(MOST_FOLLOWEES, Math.floor(value))
}

function pickFollowees(params: {
  readonly user: number
  readonly wanted: number
  readonly popular: () => number
}): ReadonlySet<number> {
  const picked = new Set<number>()
  // Repeated draws of the same popular users are wasted, so a user of a tiny graph may end up with fewer.
  for (let draws = 0; picked.size < params.wanted && draws < params.wanted * 4; draws++) {
    const followee = params.popular()
    if (followee !== params.user) picked.add(followee)
  }
  return picked
}
