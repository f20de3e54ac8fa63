import type { Clock, TimerHandle, Timers } from '../../src/runtime/runtime'

/** 2024-01-01T00:00:00Z: after the epochs of the id codecs. */
export const START_MS = 1_704_067_200_000

const MOST_TIMERS = 1_000_000

interface Waiting {
  readonly atMs: number
  readonly callback: () => void
}

/** Clock and timers that stand still until a test moves them. */
export class VirtualTime implements Clock, Timers {
  readonly #waiting = new Map<number, Waiting>()
  #nowMs = START_MS
  #handles = 0

  now(): number {
    return this.#nowMs
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#waiting.size
  }

  setTimeout(callback: () => void, delayMs: number): number {
    const handle = ++this.#handles
    this.#waiting.set(handle, { atMs: this.#nowMs + Math.max(0, delayMs), callback })
    return handle
  }

  clearTimeout(handle: TimerHandle): void {
    this.#waiting.delete(handle as number)
  }

  /** Sets the clock forwards or backwards and fires no timer. */
  jump(byMs: number): void {
    this.#nowMs += byMs
  }

  /** Lets time pass: fires what falls due, each timer followed by everything that it sets off. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs
    await settle()
    for (let next = this.#next(); next !== undefined && next[1].atMs <= endMs; next = this.#next()) {
      this.#fire(next)
      await settle()
    }
    this.#nowMs = Math.max(this.#nowMs, endMs)
  }

  /** Lets time pass until the promise settles. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let settled = false
    const stop = (): void => {
      settled = true
    }
    promise.then(stop, stop)
    for (let fired = 0; fired < MOST_TIMERS; fired++) {
      await settle()
      if (settled) return promise
      const next = this.#next()
      if (next === undefined) throw new Error('the promise waits for something that cannot happen')
      this.#fire(next)
    }
    throw new Error('the promise does not settle')
  }

  #next(): [number, Waiting] | undefined {
    let first: [number, Waiting] | undefined
    for (const entry of this.#waiting) if (first === undefined || entry[1].atMs < first[1].atMs) first = entry
    return first
  }

  #fire([handle, { atMs, callback }]: [number, Waiting]): void {
    this.#waiting.delete(handle)
    this.#nowMs = Math.max(this.#nowMs, atMs)
    callback()
  }
}

/** Resolves when every promise that can go on without a timer has done so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
