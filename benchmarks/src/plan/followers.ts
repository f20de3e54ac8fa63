/**
 * Follower counts of authors: a Pareto distribution cut off at the largest author (see Newman, Contemporary Physics
 * 2005, for power laws with cut-offs). Every author posts as much as any other, and followers are counted per post.
 */
export interface FollowerDistribution {
  /** α: the share of authors with n or more followers falls as n^-α. Above 1. */
  readonly exponent: number
  readonly smallest: number
  readonly largest: number
}

/** Halvings of an interval: enough for all digits of a double. */
const HALVINGS = 200

/** The distribution with a given mean, which lies between 0 and the largest. */
export function distributionOf(params: {
  readonly mean: number
  readonly exponent: number
  readonly largest: number
}): FollowerDistribution {
  const { mean, exponent, largest } = params
  // The mean rises with the smallest count, from 0 to the largest; in logarithms, since it may lie anywhere.
  let [low, high] = [Math.log(Number.MIN_VALUE), Math.log(largest)]
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2
    if (partBelow({ exponent, smallest: Math.exp(middle), largest }, largest) < mean) low = middle
    else high = middle
  }
  return { exponent, smallest: Math.exp(low), largest }
}

/** Followers per post, counting those of authors with fewer than `threshold` alone: ∫ x·f(x) from smallest to there. */
export function partBelow({ exponent, smallest, largest }: FollowerDistribution, threshold: number): number {
  const end = Math.min(threshold, largest)
  if (end <= smallest) return 0
  const whole = 1 - (smallest / largest) ** exponent
  return ((exponent / (exponent - 1)) * smallest * (1 - (smallest / end) ** (exponent - 1))) / whole
}

/** The share of authors with `threshold` followers or more. */
export function shareFrom({ exponent, smallest, largest }: FollowerDistribution, threshold: number): number {
  if (threshold <= smallest) return 1
  if (threshold >= largest) return 0
  const tail = (smallest / largest) ** exponent
  return ((smallest / threshold) ** exponent - tail) / (1 - tail)
}
