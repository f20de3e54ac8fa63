import type { LogFields, Logger, MetricsHook } from '@feed-engine/core'

export interface LogLine {
  readonly level: 'warn' | 'error'
  readonly message: string
  readonly fields: LogFields
}

/** A logger and a metrics hook that keep what they are told. */
export function recorder(): Logger & MetricsHook & { readonly lines: LogLine[]; readonly counts: Map<string, number> } {
  const lines: LogLine[] = []
  const counts = new Map<string, number>()
  return {
    lines,
    counts,
    warn: (message, fields = {}) => lines.push({ level: 'warn', message, fields }),
    error: (message, fields = {}) => lines.push({ level: 'error', message, fields }),
    count: (name, value) => counts.set(name, (counts.get(name) ?? 0) + value),
    record: () => undefined,
  }
}
