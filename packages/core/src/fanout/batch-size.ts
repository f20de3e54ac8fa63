const GROWTH = 1.5
/** Longer than most tasks: one that gets through with small batches must not fail because they grew on its way. */
const QUICK_PUSHES_TO_GROW = 32

/** Bounds of {@link BatchSize}: feeds of one push, and the milliseconds that it should take at most. */
export interface BatchLimits {
  readonly min: number
  readonly max: number
  readonly targetMs: number
}

/**
 * How many feeds go into one push: half as many after a push that failed or took longer than the target, half as many
 * again after 32 in a row that were quick. A cache that is well gets the largest batches, a sick one less to choke on.
 */
export class BatchSize {
  readonly #limits: BatchLimits
  #size: number
  #quickInARow = 0

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
    if (push.failed || push.tookMs > targetMs) this.#resize(Math.max(min, Math.floor(this.#size / 2)))
    else if (push.feeds < this.#size) return
    else if (++this.#quickInARow >= QUICK_PUSHES_TO_GROW) this.#resize(Math.min(max, Math.ceil(this.#size * GROWTH)))
  }

  #resize(size: number): void {
    this.#size = size
    this.#quickInARow = 0
  }
}
