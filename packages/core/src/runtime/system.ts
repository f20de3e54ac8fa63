import type { Clock, Logger, MetricsHook, RandomSource, Runtime, Timers } from './runtime'

/** Wall clock of the machine. */
export const systemClock: Clock = { now: () => Date.now() }

/** Timers of the event loop. */
export const systemTimers: Timers = {
  setTimeout(callback, delayMs, options) {
    const handle = setTimeout(callback, delayMs)
    if (options?.background === true) (handle as { unref?: () => void }).unref?.()
    return handle
  },
  clearTimeout(handle) {
    clearTimeout(handle as ReturnType<typeof setTimeout>)
  },
}

/** The platform's cryptographic source, 32 bits a number; asked for many at once, since each asking costs. */
export const systemRandom: RandomSource = batchedRandom(new Uint32Array(256))

function batchedRandom(numbers: Uint32Array): RandomSource {
  let used = numbers.length
  return {
    next() {
      if (used === numbers.length) {
        globalThis.crypto.getRandomValues(numbers)
        used = 0
      }
      return (numbers[used++] ?? 0) / 2 ** 32
    },
  }
}

const ignore = (): void => undefined

/** Keeps nothing. */
export const silentLogger: Logger = { warn: ignore, error: ignore }

/** Keeps nothing. */
export const noMetrics: MetricsHook = { count: ignore, record: ignore }

/** The runtime of an engine that is given none. */
export const systemRuntime: Runtime = {
  clock: systemClock,
  timers: systemTimers,
  random: systemRandom,
  logger: silentLogger,
  metrics: noMetrics,
}
