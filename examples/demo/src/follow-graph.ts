/** Who follows whom. Users are numbered from 0 in the order in which they appeared. */
export interface FollowGraph {
  readonly userIds: readonly string[]
  /** For each user, the numbers of those whom the user follows. */
  readonly followees: readonly ReadonlySet<number>[]
}

/** The follow-graph's number of follows. */
export function followCount(graph: FollowGraph): number {
  return graph.followees.reduce((sum, followees) => sum + followees.size, 0)
}

/** For each user, the number of followers. */
export function followerCounts(graph: FollowGraph): Uint32Array {
  const counts = new Uint32Array(graph.userIds.length)
  for (const followees of graph.followees) {
    for (const followee of followees) counts[followee] = (counts[followee] ?? 0) + 1
  }
  return counts
}

/** User numbers, the highest count first. */
export function rankBy(counts: ArrayLike<number>): number[] {
  const users = Array.from({ length: counts.length }, (_, user) => user)
  return users.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
}
