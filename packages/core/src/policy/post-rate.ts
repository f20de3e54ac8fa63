const DAY_MS = 86_400_000
/** Posts count for 1/e after a week: slow authors have few others, fast ones none that old among so few. */
const DECAY_MS = 7 * DAY_MS
/** Posts of one moment are no infinite rate. */
const MIN_SPAN_MS = 60_000

/** Posts that the rate of an author is taken from: its standard error is then a quarter of it. */
export const POSTS_SAMPLED = 16

/**
 * The rate that would lead one to expect these posts, as of a Poisson process: the decayed number of those younger than
 * the last, over the decayed length of the time since then; all of them over all time, if there are no more.
 * @param agesMs of an author's latest posts, newest first
 * @param more whether there are older ones
 */
export function postsPerDay(agesMs: readonly number[], more: boolean): number {
  const oldest = agesMs.at(-1)
  if (oldest === undefined) return 0
  const counted = more ? agesMs.slice(0, -1) : agesMs
  const count = counted.reduce((sum, ageMs) => sum + Math.exp(-ageMs / DECAY_MS), 0)
  const spanMs = more ? DECAY_MS * -Math.expm1(-Math.max(oldest, MIN_SPAN_MS) / DECAY_MS) : DECAY_MS
  return (count / spanMs) * DAY_MS
}
