import type { Scale } from '../../harness/workload'
import type { PopulationSize } from '../../population/population'

type ReadSize = Omit<PopulationSize, 'pullAuthors'> & {
  /** Rounds of all viewers in one round of a trial. */
  readonly operations: number
}

/** Populations whose timelines of 500 entries are read. */
export const READ_SIZES: Readonly<Record<Scale, ReadSize>> = {
  full: { users: 2_000, followees: 50, postsPerUser: 10, viewers: 100, operations: 50 },
  tiny: { users: 40, followees: 8, postsPerUser: 4, viewers: 5, operations: 3 },
}
