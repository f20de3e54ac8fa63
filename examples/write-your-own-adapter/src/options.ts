import {
  type Clock,
  invalidOption,
  objectOption,
  optionFields,
  systemClock,
  systemTimers,
  type Timers,
} from '@feed-engine/core'

export interface FileAdapterOptions {
  /** A folder of the adapter's own, made if it is not there. One process at a time. */
  readonly folder: string
  /** @defaultValue the wall clock */
  readonly clock?: Clock
  /** @defaultValue the timers of the event loop */
  readonly timers?: Timers
}

/** Options with their defaults; an unknown or impossible one is refused. */
export function resolveOptions(options: FileAdapterOptions): Required<FileAdapterOptions> {
  const { folder, clock, timers } = optionFields(options, 'options', ['folder', 'clock', 'timers'])
  if (typeof folder !== 'string' || folder === '') throw invalidOption('folder', 'has to be a path')
  return {
    folder,
    clock: objectOption<Clock>(clock, 'clock', { methods: ['now'], otherwise: systemClock }),
    timers: objectOption<Timers>(timers, 'timers', {
      methods: ['setTimeout', 'clearTimeout'],
      otherwise: systemTimers,
    }),
  }
}
