import type { SeededRandom } from '../time/random'
import type { SimulatedTime } from '../time/simulated-time'

/** The stores of the simulated deployment; each can fail on its own. */
export type PortName = 'posts' | 'graph' | 'timelines' | 'bus' | 'cache' | 'signals' | 'counters' | 'archive'

/** Probabilities per call, but for the one in milliseconds. */
export interface FaultRates {
  /** The call takes time; otherwise it is answered within the same moment. */
  readonly slow: number
  /** Mean time of a slow call. */
  readonly slowMs: number
  /** The store refuses: nothing happened, and it says so. */
  readonly refuse: number
  /** The store does what it was asked, and the answer is lost. */
  readonly loseReply: number
  /** No answer until the caller's deadline; what was asked is done, or not. */
  readonly hang: number
  /** The caller is told that the outcome is unknown, and what was asked is done only after that. */
  readonly applyLate: number
  /** What a store does for many keys at once happens in two steps, with time in between. */
  readonly torn: number
  /** Some feeds of a push report failure, whether or not they took it. */
  readonly partialPush: number
  /** A published batch is on the bus twice. */
  readonly duplicate: number
  /** Keys of a published batch overtake each other. */
  readonly reorder: number
  /** A message takes its time from the bus to the consumer. */
  readonly lag: number
  /** A verdict does not reach the bus in time, so that the message is delivered again. */
  readonly loseVerdict: number
  /** The shared cache throws away at once what it was given. */
  readonly forget: number
}

/** A deployment without faults, in which calls still take time. */
export const NO_FAULTS: FaultRates = Object.freeze({
  slow: 0.3,
  slowMs: 3,
  refuse: 0,
  loseReply: 0,
  hang: 0,
  applyLate: 0,
  torn: 0,
  partialPush: 0,
  duplicate: 0,
  reorder: 0,
  lag: 0,
  loseVerdict: 0,
  forget: 0,
})

/** How a call goes. */
export interface Fate {
  readonly kind: 'answered' | 'refused' | 'reply-lost' | 'hung' | 'late'
  /** Milliseconds until the store has the call. */
  readonly thereMs: number
  /** Milliseconds until the caller has the answer. */
  readonly backMs: number
}

const AT_ONCE: Fate = { kind: 'answered', thereMs: 0, backMs: 0 }

/** Decides what goes wrong, call by call, from the seed. */
export class Faults {
  readonly #random: SeededRandom
  readonly #time: SimulatedTime
  readonly #outages = new Map<PortName, { readonly untilMs: number; readonly silent: boolean }>()
  #rates: FaultRates

  constructor(parts: { readonly random: SeededRandom; readonly time: SimulatedTime; readonly rates: FaultRates }) {
    this.#random = parts.random
    this.#time = parts.time
    this.#rates = parts.rates
  }

  get rates(): FaultRates {
    return this.#rates
  }

  get random(): SeededRandom {
    return this.#random
  }

  /** Takes a store down for a while, shortened where time is dear. `silent`: it does not answer at all; otherwise it refuses. */
  takeDown(port: PortName, durationMs: number, silent: boolean): void {
    this.#outages.set(port, { untilMs: this.#time.now() + this.#time.shortened(durationMs), silent })
  }

  isDown(port: PortName): boolean {
    return (this.#outages.get(port)?.untilMs ?? 0) > this.#time.now()
  }

  /** Ends all outages, and every fault from now on. What is left is the time that calls take. */
  heal(): void {
    this.#outages.clear()
    this.#rates = NO_FAULTS
  }

  happens(fault: Exclude<keyof FaultRates, 'slowMs'>): boolean {
    return this.#random.chance(this.#rates[fault])
  }

  /** Draws the fate of a call. `late`: whether what it asks for may be done after the caller has given up. */
  fateOf(port: PortName, late: boolean): Fate {
    const outage = this.#outages.get(port)
    if (outage !== undefined && outage.untilMs > this.#time.now()) {
      return { kind: outage.silent ? 'hung' : 'refused', thereMs: 0, backMs: 0 }
    }
    const kind = this.#kindOf(late)
    const slow = this.happens('slow')
    if (kind === 'answered' && !slow) return AT_ONCE
    return { kind, thereMs: slow ? this.delayMs() : 0, backMs: slow && this.#random.chance(0.5) ? this.delayMs() : 0 }
  }

  /** An exponentially distributed delay with the mean of slow calls, in whole milliseconds. */
  delayMs(): number {
    return Math.round(-Math.log(1 - this.#random.next()) * this.#rates.slowMs)
  }

  #kindOf(late: boolean): Fate['kind'] {
    if (this.happens('refuse')) return 'refused'
    if (this.happens('loseReply')) return 'reply-lost'
    if (this.happens('hang')) return 'hung'
    return late && this.happens('applyLate') ? 'late' : 'answered'
  }
}
