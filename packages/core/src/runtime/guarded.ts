import type { Runtime } from './runtime'

/**
 * A runtime that does what the engine relies on, whatever was injected: a logger or a metrics hook that throws can't
 * fail a call, and times are whole milliseconds.
 */
export function guarded({ clock, logger, metrics, ...rest }: Runtime): Runtime {
  return {
    ...rest,
    clock: { now: () => Math.floor(clock.now()) },
    logger: {
      warn: (message, fields) => quietly(() => logger.warn(message, fields)),
      error: (message, fields) => quietly(() => logger.error(message, fields)),
    },
    metrics: {
      count: (name, value, attributes) => quietly(() => metrics.count(name, value, attributes)),
      record: (name, value, attributes) => quietly(() => metrics.record(name, value, attributes)),
    },
  }
}

/** There is nobody left to tell. */
function quietly(tell: () => void): void {
  try {
    tell()
  } catch {
    return
  }
}
