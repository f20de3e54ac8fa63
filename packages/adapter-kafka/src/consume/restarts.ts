import type { TimerHandle } from '@feed-engine/core'
import { markOf } from '../client/errors'
import { KAFKA_METRICS } from '../metrics'
import type { BusContext } from '../options'

const DELAY = { baseMs: 250, capMs: 30_000 }
/** Crashes in a row after which the consumer counts as failing. */
const FAILING_AFTER = 5

/** Whether a consumer works: `recovering` for a while after a crash, then `failing`. */
export type ConsumerState = 'running' | 'recovering' | 'failing'

export interface RestartsParams {
  readonly context: BusContext
  readonly labels: { readonly topic: string; readonly group: string }
  readonly restart: () => Promise<void>
}

/** Starts a crashed consumer again, after pauses that grow to half a minute, and says how it goes. */
export class Restarts {
  readonly #params: RestartsParams
  #crashes = 0
  #isUp = true
  #timer: TimerHandle | undefined
  #stopped = false

  constructor(params: RestartsParams) {
    this.#params = params
  }

  get state(): ConsumerState {
    if (this.#isUp) return 'running'
    return this.#crashes < FAILING_AFTER ? 'recovering' : 'failing'
  }

  /** The consumer is a member of its group again. */
  joined(): void {
    this.#isUp = true
  }

  /** Messages arrive: what was, is forgotten. */
  progressed(): void {
    this.#crashes = 0
  }

  /** @param ended when the crashed one is gone: two consumers of one group would disturb each other */
  schedule(error: unknown, ended: Promise<void> = Promise.resolve()): void {
    const { context, labels, restart } = this.#params
    this.#crashes++
    this.#isUp = false
    const { baseMs, capMs } = DELAY
    const delayMs = Math.floor(context.random.next() * Math.min(capMs, baseMs * 2 ** Math.min(this.#crashes, 30)))
    context.metrics.count(KAFKA_METRICS.restarts, 1, labels)
    const fields = { ...labels, crashes: this.#crashes, error: markOf(error) }
    if (this.state === 'failing') context.logger.error('a consumer keeps failing, its messages wait', fields)
    else context.logger.warn('a consumer has ended and is started again', fields)
    void ended.then(() => {
      if (this.#stopped) return
      this.#timer = context.timers.setTimeout(() => void restart(), delayMs)
    })
  }

  stop(): void {
    this.#stopped = true
    if (this.#timer !== undefined) this.#params.context.timers.clearTimeout(this.#timer)
  }
}
