import { isFeedError, METRICS } from '@feed-engine/core'
import { closedLoop } from '../../harness/closed-loop'
import type { Counters } from '../../harness/meters'
import { idsOf } from '../../live-feed/data'
import type { ReaderEngine } from './reader-engine'

/** Readers who all ask at the same moment. */
export interface Rush {
  readonly viewerId: string
  readonly readers: number
}

/** What became of a rush in one process. */
export interface RushResult {
  readonly elapsedMs: number
  readonly latenciesMs: readonly number[]
  /** Reads that were refused or too late, as an overloaded store makes them; their latencies count too. */
  readonly failures: number
  /** Timelines filled. */
  readonly rebuilds: number
  /** Different pages that the readers got, as ids in a line. */
  readonly pages: readonly string[]
  /** Absent where readers share a process, which can't tell them apart. */
  readonly used?: Counters
}

/** Lets all readers of a rush read the same home timeline at once. Fails if a read fails for good. */
export async function rush({ engine, metrics }: ReaderEngine, { viewerId, readers }: Rush): Promise<RushResult> {
  const before = metrics.of(METRICS.rebuilds)
  const pages = new Set<string>()
  let failures = 0
  const operate = async (): Promise<void> => {
    try {
      pages.add(idsOf(await engine.homeTimeline({ viewerId })).join(' '))
    } catch (error) {
      if (!isFeedError(error) || !error.retryable) throw error
      failures++
    }
  }
  const { elapsedMs, latenciesMs } = await closedLoop({ operations: readers, inFlight: readers, operate })
  const rebuilds = metrics.of(METRICS.rebuilds) - before
  return { elapsedMs, latenciesMs: [...latenciesMs], failures, rebuilds, pages: [...pages] }
}
