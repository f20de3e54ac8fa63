import { addWeight, comparableWeight, type SignalEntry, type SignalStatus, type SignalUpdate } from '@feed-engine/core'

interface Held {
  readonly value: number
  readonly atMs: number
}

/** Events are remembered for longer than they are accepted, so that callers whose clocks differ count none twice. */
const GRACE_MS = 3_600_000

/** One vector, and which events it has counted. */
export class Vector {
  readonly #weights = new Map<string, Held>()
  /** Times of the events counted, oldest arrival first. */
  readonly #events = new Map<string, number>()
  #trimAtMs = 0

  record(update: SignalUpdate, nowMs: number): SignalStatus {
    const { eventId, atMs, dedupeMs, halfLifeMs, maxKeys, changes } = update
    if (atMs < nowMs - dedupeMs) return 'stale'
    if (this.#events.has(eventId)) return 'duplicate'
    this.#events.set(eventId, atMs)
    for (const { key, weight } of changes) {
      this.#weights.set(key, addWeight(this.#weights.get(key), { value: weight, atMs }, halfLifeMs))
    }
    if (this.#weights.size > maxKeys) this.#dropLeast(maxKeys, halfLifeMs)
    this.#forgetEvents(nowMs, dedupeMs)
    return 'applied'
  }

  read(keys: readonly string[] | undefined): readonly SignalEntry[] {
    const wanted = keys === undefined ? this.#weights.keys() : new Set(keys)
    return [...wanted].flatMap((key) => {
      const held = this.#weights.get(key)
      return held === undefined ? [] : [{ key, ...held }]
    })
  }

  #dropLeast(maxKeys: number, halfLifeMs: number): void {
    const weighed = [...this.#weights].map(([key, held]) => ({ key, weight: comparableWeight(held, halfLifeMs) }))
    weighed.sort((a, b) => b.weight - a.weight)
    for (const { key } of weighed.slice(maxKeys)) this.#weights.delete(key)
  }

  /** Looks at all of them once in a sixteenth of their time, so that each event costs little. */
  #forgetEvents(nowMs: number, dedupeMs: number): void {
    if (nowMs < this.#trimAtMs) return
    this.#trimAtMs = nowMs + dedupeMs / 16
    for (const [eventId, atMs] of this.#events) {
      if (atMs < nowMs - dedupeMs - GRACE_MS) this.#events.delete(eventId)
    }
  }
}
