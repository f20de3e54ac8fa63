import type { Counters } from './meters'
import type { Reading } from './reading'
import { percentilesOf } from './statistics'

/** What a loop of operations measured, as a reading. Sorts the latencies. */
export function toReading(params: {
  readonly elapsedMs: number
  /** One for each operation. */
  readonly latenciesMs: Float64Array<ArrayBuffer>
  readonly unitsPerOperation: number
  /** By all of them. */
  readonly used: Counters
}): Reading {
  const { elapsedMs, latenciesMs, unitsPerOperation, used } = params
  const operations = latenciesMs.length
  return {
    rate: (operations * unitsPerOperation * 1_000) / elapsedMs,
    ...percentilesOf(latenciesMs),
    roundTrips: used.roundTrips / operations,
    bytesSent: used.bytesSent / operations,
    bytesReceived: used.bytesReceived / operations,
    clientCpuMs: used.clientCpuMs / operations,
    ...(used.serverCpuMs === undefined ? {} : { serverCpuMs: used.serverCpuMs / operations }),
  }
}
