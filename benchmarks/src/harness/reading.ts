/** What one contender did in a trial: medians over the rounds. */
export interface Reading {
  /** Units per second. */
  readonly rate: number
  /** Latency of an operation, milliseconds. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
  /** Per operation, counted at this process's sockets: bursts sent without waiting for an answer, and bytes. */
  readonly roundTrips: number
  readonly bytesSent: number
  readonly bytesReceived: number
  /** Milliseconds of processor time per operation of this process, all threads. */
  readonly clientCpuMs: number
  /** The same of the servers that tell, whoever else they serve meanwhile; absent if none of them does. */
  readonly serverCpuMs?: number
}

/** A trial's result. The first reading is the engine's. */
export interface Outcome {
  readonly workload: string
  readonly variant: string
  readonly unit: string
  readonly readings: Readonly<Record<string, Reading>>
  readonly commands: Readonly<Record<string, readonly string[]>>
  /** Engine's rate divided by the contender's, by the contender's name: median of the rounds' ratios. */
  readonly rateRatios: Readonly<Record<string, number>>
  /** Engine's median latency divided by the contender's, likewise. */
  readonly p50Ratios: Readonly<Record<string, number>>
  readonly bytesPerTimeline?: Readonly<Record<string, number>>
  /** Each aim in words, and whether it was met. */
  readonly aims: readonly { readonly text: string; readonly measured: number; readonly met: boolean }[]
  /** Anything else that was measured, such as rebuilds of a stampede. */
  readonly figures: Readonly<Record<string, number>>
  /** Where it lies on a curve, which the outcomes of a workload with the same axis make up: `{ axis: 'users', at: 1_000 }`. */
  readonly point?: { readonly axis: string; readonly at: number }
}
