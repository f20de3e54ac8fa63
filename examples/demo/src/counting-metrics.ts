import type { LogFields, MetricsHook } from '@feed-engine/core'

/** Adds up the engine's counters by name and attributes. */
export class CountingMetrics implements MetricsHook {
  private readonly series = new Map<string, { readonly name: string; readonly attributes: LogFields; total: number }>()

  count(name: string, value: number, attributes: LogFields = {}): void {
    const key = name + JSON.stringify(attributes)
    const series = this.series.get(key)
    if (series === undefined) this.series.set(key, { name, attributes: { ...attributes }, total: value })
    else series.total += value
  }

  record(): void {
    // Distributions are measured from outside.
  }

  /** Sum of a counter over all series that have the given attributes. */
  total(name: string, attributes: LogFields = {}): number {
    let sum = 0
    for (const series of this.series.values()) {
      if (series.name === name && hasAll(series.attributes, attributes)) sum += series.total
    }
    return sum
  }
}

function hasAll(attributes: LogFields, wanted: LogFields): boolean {
  return Object.entries(wanted).every(([name, value]) => attributes[name] === value)
}
