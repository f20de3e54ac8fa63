import type { TimerHandle, Timers } from '@feed-engine/core'

/** Lets one loop sleep until it is woken or some time has gone by. A call of `wake` before the sleep is not lost. */
export class Alarm {
  readonly #timers: Timers
  #rung = false
  #timer: TimerHandle
  #resolve: (() => void) | undefined

  constructor(timers: Timers) {
    this.#timers = timers
  }

  wake(): void {
    this.#rung = true
    this.#end()
  }

  async sleep(atMostMs: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        this.#resolve = resolve
        this.#timer = this.#timers.setTimeout(() => this.#end(), atMostMs, { background: true })
      })
    }
    this.#rung = false
  }

  #end(): void {
    if (this.#resolve === undefined) return
    this.#timers.clearTimeout(this.#timer)
    this.#resolve()
    this.#resolve = undefined
  }
}
