import type { Scale } from '../src/scale'

/** Sizes that show whether a workload works, and nothing about speed. */
export const TINY_SCALE: Scale = {
  effort: { rounds: 2, timeMs: 1, iterations: 1 },
  push: { authors: 2, followers: 30 },
  read: { users: 40, followees: 8, postsPerUser: 4, viewers: 5 },
  memory: { timelines: 20, entries: 40 },
  simulation: { histories: 2, steps: 20 },
  growth: {
    small: { users: 20, followees: 4, postsPerUser: 2, viewers: 5 },
    large: { users: 60, followees: 4, postsPerUser: 2, viewers: 5 },
  },
}
