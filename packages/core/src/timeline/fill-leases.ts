import { type EngineContext, freshToken } from '../context/engine-context'
import type { UserId } from '../model'
import type { KeyValueCache } from '../ports'
import type { CallBudget } from '../runtime/call-budget'
import { sleep } from '../runtime/sleep'
import { isServable } from './timeline-view'
import { CACHE_PATIENCE_MS, type Timelines } from './timelines'

/** Longer than a fill takes; after the death of a process nobody waits longer than this. */
const LEASE_MS = 2_000
const FIRST_PAUSE_MS = 5
const LONGEST_PAUSE_MS = 100

export interface FillLease {
  /** In the background, and at the latest when its time is over. */
  giveBack(): void
}

/**
 * Lets one process fill a timeline while the others wait for it. A lease saves work and protects nothing: two fills of
 * one timeline are as right as one.
 */
export class FillLeases {
  readonly #context: EngineContext
  readonly #cache: KeyValueCache
  readonly #timelines: Timelines

  constructor(context: EngineContext, cache: KeyValueCache, timelines: Timelines) {
    this.#context = context
    this.#cache = cache
    this.#timelines = timelines
  }

  /** Waits while somebody else fills, for as long as a lease lives; after that, or when the cache fails, fills anyway. */
  async take(viewerId: UserId, budget: CallBudget): Promise<FillLease | 'filled elsewhere'> {
    const { runtime, tenant } = this.#context
    const lease = { key: `fill\n${tenant}\n${viewerId}`, holder: freshToken(runtime) }
    const giveUpAtMs = runtime.clock.now() + LEASE_MS
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
      const taken = await this.#acquire(lease, budget)
      if (taken || runtime.clock.now() >= giveUpAtMs) return { giveBack: () => this.#release(lease) }
      await sleep(runtime.timers, pauseMs)
      const slice = await this.#timelines.read(viewerId, undefined, 1, budget)
      if (isServable(slice)) return 'filled elsewhere'
    }
  }

  async #acquire(lease: { readonly key: string; readonly holder: string }, budget: CallBudget): Promise<boolean> {
    try {
      const params = { ...lease, ttlMs: LEASE_MS }
      return (await this.#cache.acquireLease(params, budget.forPort(CACHE_PATIENCE_MS))).acquired
    } catch {
      return true
    }
  }

  #release(lease: { readonly key: string; readonly holder: string }): void {
    this.#context.background.start('give a lease back', () =>
      this.#cache.releaseLease(lease, { deadlineMs: CACHE_PATIENCE_MS }),
    )
  }
}
