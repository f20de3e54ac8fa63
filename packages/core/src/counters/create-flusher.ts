import type { EngineContext } from '../context/engine-context'
import { CounterFlusher } from './counter-flusher'

/** None where counters have no archive. */
export function createCounterFlusher({
  archivedCounters,
  options,
  runtime,
}: EngineContext): CounterFlusher | undefined {
  if (archivedCounters === undefined) return undefined
  const { front: counters, archive } = archivedCounters
  const { flushIntervalMs, idleMs } = options.counters
  // A call that takes longer than a flush may is of no use to it.
  const deadlineMs = Math.max(1_000, flushIntervalMs)
  return new CounterFlusher({ counters, archive, runtime, flushIntervalMs, idleMs, deadlineMs })
}
