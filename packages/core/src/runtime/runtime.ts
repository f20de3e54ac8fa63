/** Milliseconds since the Unix epoch. May jump; ids and leases cope with that. */
export interface Clock {
  now(): number
}

/** One-shot timers. `background` timers do not keep the process alive. */
export interface Timers {
  setTimeout(callback: () => void, delayMs: number, options?: { readonly background?: boolean }): TimerHandle
  clearTimeout(handle: TimerHandle): void
}

export type TimerHandle = unknown

/** Randomness for tokens, jitter and node ids. The default is cryptographic; keys are never drawn from an injected one. */
export interface RandomSource {
  /** A number in [0, 1). */
  next(): number
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Receives what an operator should know. Fields never hold bodies, secrets or whole cursors. */
export interface Logger {
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** Receives figures: shaped so that an OpenTelemetry meter is a few lines away. Names are listed in `METRICS`. */
export interface MetricsHook {
  /** Adds to a counter. */
  count(name: string, value: number, attributes?: LogFields): void
  /** Records one value of a distribution, in the unit that the name ends with. */
  record(name: string, value: number, attributes?: LogFields): void
}

/** Everything that the engine takes from its surroundings besides its stores. */
export interface Runtime {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: RandomSource
  readonly logger: Logger
  readonly metrics: MetricsHook
}
