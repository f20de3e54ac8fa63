const GROWTH = 1.5

/** Bounds of {@link BatchSize}: feeds of one push, and the milliseconds that it should take at most. */
export interface BatchLimits {
  readonly min: number
  readonly max: number
  readonly targetMs: number
}

/**
 * How many feeds go into one push: half as many after a push that failed or took longer than the target, half as many
 * again after one that was quick. A cache that is well gets the largest batches, a sick one is given less to choke on.
 */
export class BatchSize {
  readonly #limits: BatchLimits
  #size: number

  constructor(limits: BatchLimits) {
    this.#limits = limits
    this.#size = limits.max
  }

  get current(): number {
    return this.#size
  }

  /** Learns from a push. One that was quick because it was small says nothing about larger ones. */
  learn(push: { readonly feeds: number; readonly tookMs: number; readonly failed: boolean }): void {
    const { min, max, targetMs } = this.#limits
    if (push.failed || push.tookMs > targetMs) this.#size = Math.max(min, Math.floor(this.#size / 2))
    else if (push.feeds >= this.#size) this.#size = Math.min(max, Math.ceil(this.#size * GROWTH))
  }
}
