import type { CounterPart } from '../model'
import type { CounterArchive, PortCall, UnsavedCounters, WriteBehindCounters } from '../ports'
import { METRICS } from '../runtime/metrics'
import type { Runtime, TimerHandle } from '../runtime/runtime'

/** Parts that are saved at once, each with so many members; */
const BATCH = { parts: 64, membersPerPart: 64 }
/** and of one that has more of them, so many at a time. */
const MANY_MEMBERS = 2_000

export interface CounterFlusherParams {
  readonly counters: WriteBehindCounters
  readonly archive: CounterArchive
  readonly runtime: Runtime
  readonly flushIntervalMs: number
  /** Milliseconds after which what was not changed may leave the store in front. */
  readonly idleMs: number
  /** Milliseconds that one call of a store may take. */
  readonly deadlineMs: number
}

export interface FlushedCounters {
  readonly parts: number
}

/**
 * Brings to the archive what changed, now and then: reads a state, saves it, and tells the store that it is saved unless
 * it changed meanwhile. Killed between any two of these steps, it has lost nothing and counted nothing twice: the part is
 * dirty still, and saved once more. So any number of them may run at once. Each process begins at a moment of its own.
 */
export class CounterFlusher {
  readonly #params: CounterFlusherParams
  #timer: TimerHandle | undefined
  #started = false
  #flushing: Promise<FlushedCounters> | undefined

  constructor(params: CounterFlusherParams) {
    this.#params = params
  }

  /** Flushes from now on, every `flushIntervalMs`. Does nothing if it does so already. */
  async start(): Promise<void> {
    if (this.#started) return
    this.#started = true
    const { runtime, flushIntervalMs } = this.#params
    this.#schedule(Math.floor(runtime.random.next() * flushIntervalMs))
  }

  /** Ends with the batch that is being saved. May be called again. */
  async stop(): Promise<void> {
    this.#started = false
    if (this.#timer !== undefined) this.#params.runtime.timers.clearTimeout(this.#timer)
    this.#timer = undefined
    await this.#flushing?.catch(() => undefined)
  }

  /** Saves everything that was dirty before the call; who comes while that is done waits for a flush after it. */
  async flush(): Promise<FlushedCounters> {
    await this.#flushing?.catch(() => undefined)
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = undefined
    })
    return this.#flushing
  }

  /** From start to start, so that nothing waits longer than the interval and a flush. */
  #schedule(delayMs: number): void {
    const { runtime, flushIntervalMs } = this.#params
    const beginAtMs = runtime.clock.now() + delayMs
    const run = async (): Promise<void> => {
      await this.flush().catch((error: unknown) => {
        runtime.metrics.count(METRICS.counterFlushErrors, 1)
        runtime.logger.warn('counters cannot be saved yet', { error: String(error) })
      })
      if (!this.#started) return
      this.#schedule(Math.max(0, beginAtMs + flushIntervalMs - runtime.clock.now()))
    }
    this.#timer = runtime.timers.setTimeout(() => void run(), delayMs, { background: true })
  }

  async #flush(): Promise<FlushedCounters> {
    const { counters, runtime } = this.#params
    const beganAtMs = runtime.clock.now()
    const wasStarted = this.#started
    let saved = 0
    let after: string | undefined
    do {
      const { parts, next } = await counters.dirty(
        { limit: BATCH.parts, ...(after === undefined ? {} : { after }) },
        this.#call,
      )
      for (let from = 0; from < parts.length; from += BATCH.parts) {
        saved += await this.#save(parts.slice(from, from + BATCH.parts))
      }
      after = next
    } while (after !== undefined && this.#started === wasStarted)
    runtime.metrics.count(METRICS.countersSaved, saved)
    runtime.metrics.record(METRICS.counterFlushMs, runtime.clock.now() - beganAtMs)
    return { parts: saved }
  }

  async #save(parts: readonly CounterPart[]): Promise<number> {
    const saved = await this.#saveOnce(parts, BATCH.membersPerPart)
    for (const { tenant, postId, part, pending } of saved) {
      // As many rounds as there was work at the beginning: one that never ends would starve the others.
      for (let left = pending; left > 0; left -= MANY_MEMBERS) {
        await this.#saveOnce([{ tenant, postId, part }], MANY_MEMBERS)
      }
    }
    return saved.length
  }

  async #saveOnce(parts: readonly CounterPart[], membersPerPart: number): Promise<readonly UnsavedCounters[]> {
    const { counters, archive, idleMs } = this.#params
    const unsaved = await counters.unsaved({ parts, membersPerPart }, this.#call)
    if (unsaved.length === 0) return unsaved
    await archive.save({ parts: unsaved }, this.#call)
    await counters.settle({ saved: unsaved, idleMs }, this.#call)
    return unsaved
  }

  get #call(): PortCall {
    return { deadlineMs: this.#params.deadlineMs }
  }
}
