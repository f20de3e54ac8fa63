import type { Reading } from './reading'
import { median } from './statistics'

/** Each value of readings' own median: no single round has to hold all of them. */
export function medianReading(readings: readonly Reading[]): Reading {
  const of = (value: (reading: Reading) => number): number => median(readings.map(value))
  const serverCpu = readings.map(({ serverCpuMs }) => serverCpuMs).filter((value) => value !== undefined)
  return {
    rate: of(({ rate }) => rate),
    p50Ms: of(({ p50Ms }) => p50Ms),
    p99Ms: of(({ p99Ms }) => p99Ms),
    p999Ms: of(({ p999Ms }) => p999Ms),
    roundTrips: of(({ roundTrips }) => roundTrips),
    bytesSent: of(({ bytesSent }) => bytesSent),
    bytesReceived: of(({ bytesReceived }) => bytesReceived),
    clientCpuMs: of(({ clientCpuMs }) => clientCpuMs),
    ...(serverCpu.length === 0 ? {} : { serverCpuMs: median(serverCpu) }),
  }
}
