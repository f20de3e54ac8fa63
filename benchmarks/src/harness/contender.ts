/** One way to do a job: the engine, or a baseline that does the same with the same client and the same batching. */
export interface Contender {
  /** `engine`, `floor`, `design-text`, `design-text-tuned`, `misskey`, `per-follower` … */
  readonly name: string
  /** What it sends to the servers for one operation, in words and commands, for the report. */
  readonly commands: readonly string[]
  /** Performs one operation; `turn` counts from 0 and never repeats within a run. */
  operate(turn: number): Promise<unknown>
}

/** A job that several contenders do in turns, on the same data. */
export interface Trial {
  readonly workload: string
  /** What tells this trial from others of the workload, such as `one Redis, 3 in flight`. */
  readonly variant: string
  /** What is counted: `entries`, `reads`, `posts`. */
  readonly unit: string
  /** Units in one operation. */
  readonly unitsPerOperation: number
  /** Operations that are under way at once. */
  readonly inFlight: number
  /** Operations of one contender in one round. */
  readonly operations: number
  /** The engine first. */
  readonly contenders: readonly Contender[]
  /** What the ratios should be, by name of the contender: `{ floor: 0.75 }`. */
  readonly aims?: Readonly<Record<string, Aim>>
}

/** Bounds of a ratio to one contender: of rates (at least) or of median latencies (at most). */
export interface Aim {
  readonly rateAtLeast?: number
  readonly p50AtMost?: number
}
