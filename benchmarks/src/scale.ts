/** How long to measure. Each round runs each contender for at least `timeMs` and `iterations`. */
export interface Effort {
  readonly rounds: number
  readonly timeMs: number
  readonly iterations: number
}

/** A population whose members follow, publish and read. */
export interface Population {
  readonly users: number
  readonly followees: number
  readonly postsPerUser: number
  /** Users whose timelines are read. */
  readonly viewers: number
}

/** Sizes of all workloads. */
export interface Scale {
  readonly effort: Effort
  readonly push: { readonly authors: number; readonly followers: number }
  readonly read: Population
  readonly memory: { readonly timelines: number; readonly entries: number }
  readonly simulation: { readonly histories: number; readonly steps: number }
  readonly growth: { readonly small: Population; readonly large: Population }
}

const GROWTH = { followees: 10, postsPerUser: 3, viewers: 200 }

export const DEFAULT_SCALE: Scale = Object.freeze({
  effort: { rounds: 5, timeMs: 400, iterations: 5 },
  push: { authors: 10, followers: 2_000 },
  read: { users: 2_000, followees: 50, postsPerUser: 10, viewers: 100 },
  memory: { timelines: 2_000, entries: 500 },
  simulation: { histories: 10, steps: 200 },
  growth: { small: { users: 1_000, ...GROWTH }, large: { users: 80_000, ...GROWTH } },
})

export interface WorkloadSettings {
  readonly scale: Scale
  readonly seed: number
}
