import type { Clock, TimerHandle, Timers } from '@feed-engine/core'
import type { SeededRandom } from '../time/random'
import type { SimulatedTime } from '../time/simulated-time'

/** Where in a port call a process may die: before the store has the call, or before the answer is back. */
export type StepPhase = 'before' | 'after'

export interface ProcessOptions {
  readonly name: string
  readonly time: SimulatedTime
  readonly random: SeededRandom
  /** Milliseconds that the clock of this process is ahead of the others; negative: behind. */
  readonly clockSkewMs: number
  /** Called when the process dies, with the step at which it did. */
  readonly onCrash: (step: string) => void
}

/**
 * One process of the simulated deployment: what runs in it has this clock, these timers and this randomness, and
 * reaches the world by port calls alone. A dead process does nothing any more: its timers do not fire, its calls never
 * settle. A frozen one (a stopped virtual machine, a long garbage collection) goes on later, with everything it knew.
 */
export class SimulatedProcess {
  readonly name: string
  readonly random: SeededRandom
  readonly clock: Clock
  readonly timers: Timers
  readonly #time: SimulatedTime
  readonly #onCrash: (step: string) => void
  readonly #timersWaiting = new Set<TimerHandle>()
  readonly #atDeath: (() => void)[] = []
  #alive = true
  #frozen = false
  #parked: (() => void)[] = []
  #freezes = 0
  #stepsToLive = Number.POSITIVE_INFINITY

  constructor(options: ProcessOptions) {
    const { time, clockSkewMs } = options
    this.name = options.name
    this.random = options.random
    this.#time = time
    this.#onCrash = options.onCrash
    this.clock = { now: () => time.now() + clockSkewMs }
    this.timers = {
      setTimeout: (callback, delayMs) => this.#setTimeout(callback, delayMs),
      clearTimeout: (handle) => {
        this.#timersWaiting.delete(handle)
        time.clearTimeout(handle)
      },
    }
  }

  get alive(): boolean {
    return this.#alive
  }

  get frozen(): boolean {
    return this.#frozen
  }

  /** How often the process has been frozen. */
  get freezes(): number {
    return this.#freezes
  }

  /** Timers that the process has set and neither cleared nor seen fire. */
  get timersWaiting(): number {
    return this.#timersWaiting.size
  }

  /** Runs when the process dies, or at once if it is dead. */
  onDeath(callback: () => void): void {
    if (this.#alive) this.#atDeath.push(callback)
    else callback()
  }

  crash(step = 'outside of port calls'): void {
    if (!this.#alive) return
    this.#alive = false
    this.#parked = []
    for (const handle of this.#timersWaiting) this.#time.clearTimeout(handle)
    this.#timersWaiting.clear()
    this.#onCrash(step)
    for (const callback of this.#atDeath) callback()
  }

  /** Lets the process die when it has passed so many more steps of port calls. */
  crashAfterSteps(steps: number): void {
    this.#stepsToLive = steps
  }

  /** Stops the process for a while, shortened where time is dear. The world does not notice but by its silence. */
  freeze(durationMs: number): void {
    if (!this.#alive || this.#frozen) return
    this.#frozen = true
    this.#freezes += 1
    this.#time.setTimeout(() => {
      this.#frozen = false
      const parked = this.#parked
      this.#parked = []
      for (const callback of parked) callback()
    }, this.#time.shortened(durationMs))
  }

  /** Passes one step of a port call. False: the process is dead, and the call is never heard of again. */
  reach(step: string, phase: StepPhase): boolean {
    if (this.#alive && --this.#stepsToLive < 0) this.crash(`${step} ${phase}`)
    return this.#alive
  }

  /** Runs a callback in the process: now, when it thaws, or never. */
  enter(callback: () => void): void {
    if (!this.#alive) return
    if (this.#frozen) this.#parked.push(callback)
    else callback()
  }

  /** Resolves when the process may go on; never, if it is dead. */
  gate(): Promise<void> {
    return new Promise((resolve) => this.enter(resolve))
  }

  #setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const fire = (): void => {
      this.#timersWaiting.delete(handle)
      this.enter(callback)
    }
    const handle: TimerHandle = this.#time.setTimeout(fire, delayMs)
    if (this.#alive) this.#timersWaiting.add(handle)
    else this.#time.clearTimeout(handle)
    return handle
  }
}
