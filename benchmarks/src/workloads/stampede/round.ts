import type { Counters } from '../../harness/meters'
import type { Reading } from '../../harness/reading'
import { toReading } from '../../harness/to-reading'
import type { RushResult } from './rush'

/** What became of a rush in all processes. */
export interface Round {
  readonly reading: Reading
  readonly rebuilds: number
  readonly failures: number
}

/** Fails if readers were shown different pages, or nothing was cold: then it was no stampede. */
export function toRound(results: readonly RushResult[], own: Counters): Round {
  const pages = new Set(results.flatMap((result) => result.pages))
  if (pages.size !== 1 || pages.has('')) throw new Error(`readers were shown ${pages.size} different pages`)
  const rebuilds = results.reduce((total, result) => total + result.rebuilds, 0)
  const failures = results.reduce((total, result) => total + result.failures, 0)
  if (rebuilds === 0) throw new Error('the timeline was not cold')
  const used = results.map((result) => result.used).reduce<Counters>(added, own)
  const latenciesMs = Float64Array.from(results.flatMap((result) => result.latenciesMs))
  const elapsedMs = Math.max(...results.map((result) => result.elapsedMs))
  return { reading: toReading({ elapsedMs, latenciesMs, unitsPerOperation: 1, used }), rebuilds, failures }
}

/** What this process used and what another one did; its servers were asked already. */
function added(total: Counters, used: Counters | undefined): Counters {
  if (used === undefined) return total
  return {
    ...total,
    roundTrips: total.roundTrips + used.roundTrips,
    bytesSent: total.bytesSent + used.bytesSent,
    bytesReceived: total.bytesReceived + used.bytesReceived,
    clientCpuMs: total.clientCpuMs + used.clientCpuMs,
  }
}
