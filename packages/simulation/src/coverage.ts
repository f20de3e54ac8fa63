import type { LogFields, MetricsHook } from '@feed-engine/core'

/**
 * What a run, or many, went through: how often each thing happened. A simulation that never trims a timeline proves
 * nothing about trimming, so tests assert on these numbers.
 */
export class Coverage implements MetricsHook {
  readonly #counts = new Map<string, number>()

  /** Adds to a counter, which is named after the metric and its attributes: `timeline.rebuilds outcome=stale`. */
  count(name: string, value: number, attributes: LogFields = {}): void {
    const details = Object.entries(attributes).map(([key, attribute]) => ` ${key}=${attribute}`)
    this.add(name + details.join(''), value)
  }

  record(): void {}

  add(name: string, value = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + value)
  }

  merge(other: Coverage): void {
    for (const [name, value] of other.#counts) this.add(name, value)
  }

  /** Sum of the counters that have all of the words in their name. */
  sum(...words: readonly string[]): number {
    return this.#matching(words).reduce((total, [, value]) => total + value, 0)
  }

  /** Number of different counters that have all of the words in their name. */
  distinct(...words: readonly string[]): number {
    return this.#matching(words).length
  }

  entries(): readonly (readonly [string, number])[] {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))
  }

  #matching(words: readonly string[]): readonly (readonly [string, number])[] {
    return [...this.#counts].filter(([name]) => {
      const parts = name.split(' ')
      return words.every((word) => parts.includes(word))
    })
  }
}
