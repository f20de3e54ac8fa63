import type { RandomSource } from '@feed-engine/core'

/** For each user by number, whom the user follows: as many each, and the lower a number, the more popular. */
export function drawFollows(
  { users, followees }: { readonly users: number; readonly followees: number },
  random: RandomSource,
): readonly ReadonlySet<number>[] {
  return Array.from({ length: users }, (_, follower) => {
    const picked = new Set<number>()
    while (picked.size < Math.min(followees, users - 1)) {
      // Squaring favours low numbers.
      const followee = Math.floor(random.next() ** 2 * users)
      if (followee !== follower) picked.add(followee)
    }
    return picked
  })
}
