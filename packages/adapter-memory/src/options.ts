import {
  type Clock,
  integerOption,
  objectOption,
  optionFields,
  type RandomSource,
  systemClock,
  systemRandom,
  systemTimers,
  type Timers,
} from '@feed-engine/core'

const MILLIONS = 10_000_000

/** One shape for all stores of the package; each takes from it what concerns it. */
export interface MemoryOptions {
  /** @defaultValue the machine's wall clock */
  readonly clock?: Clock
  /** @defaultValue the timers of the event loop */
  readonly timers?: Timers
  /** @defaultValue the platform's cryptographic source */
  readonly random?: RandomSource
  readonly timelines?: {
    /** Timelines kept, 1 to 10,000,000; the one not read for longest goes first. @defaultValue 100,000 */
    readonly maxTimelines?: number
  }
  readonly bus?: {
    /**
     * Handled messages kept per topic for replay and for groups to come, and dead letters kept per group, 0 to
     * 10,000,000; the oldest go first. A message that an existing group has not handled is kept in any case; before
     * its first group, a topic keeps this number of messages. @defaultValue 10,000
     */
    readonly retainMessages?: number
  }
  readonly outbox?: {
    /** Claims that can be held at once, 1 to 1,024. @defaultValue 16 */
    readonly partitions?: number
  }
}

export interface ResolvedOptions {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: RandomSource
  readonly maxTimelines: number
  readonly retainMessages: number
  readonly partitions: number
}

/** Checks every option and fills in the defaults. Fails with `INVALID_OPTION`. */
export function resolveOptions(input: MemoryOptions): ResolvedOptions {
  const given = optionFields(input, 'options', ['clock', 'timers', 'random', 'timelines', 'bus', 'outbox'])
  const timelines = optionFields(given.timelines, 'timelines', ['maxTimelines'])
  const bus = optionFields(given.bus, 'bus', ['retainMessages'])
  const outbox = optionFields(given.outbox, 'outbox', ['partitions'])
  return {
    clock: objectOption<Clock>(given.clock, 'clock', { methods: ['now'], otherwise: systemClock }),
    timers: objectOption<Timers>(given.timers, 'timers', {
      methods: ['setTimeout', 'clearTimeout'],
      otherwise: systemTimers,
    }),
    random: objectOption<RandomSource>(given.random, 'random', { methods: ['next'], otherwise: systemRandom }),
    maxTimelines: integerOption(timelines.maxTimelines, 'timelines.maxTimelines', {
      min: 1,
      max: MILLIONS,
      otherwise: 100_000,
    }),
    retainMessages: integerOption(bus.retainMessages, 'bus.retainMessages', {
      min: 0,
      max: MILLIONS,
      otherwise: 10_000,
    }),
    partitions: integerOption(outbox.partitions, 'outbox.partitions', { min: 1, max: 1_024, otherwise: 16 }),
  }
}
