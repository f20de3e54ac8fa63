import type { LogFields, MetricsHook } from '@feed-engine/core'

/** Sums of what an engine counts and records. */
export class MetricSums implements MetricsHook {
  readonly #sums = new Map<string, number>()

  count(name: string, value: number, attributes: LogFields = {}): void {
    const keys = [name, ...Object.entries(attributes).map(([field, is]) => keyOf(name, field, String(is)))]
    for (const key of keys) this.#sums.set(key, (this.#sums.get(key) ?? 0) + value)
  }

  record(name: string, value: number, attributes?: LogFields): void {
    this.count(name, value, attributes)
  }

  /** The sum of a metric, of all its attributes or of those where one is as said. */
  of(name: string, attribute?: { readonly field: string; readonly is: string }): number {
    return this.#sums.get(attribute === undefined ? name : keyOf(name, attribute.field, attribute.is)) ?? 0
  }
}

function keyOf(name: string, field: string, is: string): string {
  return `${name}\n${field}\n${is}`
}
