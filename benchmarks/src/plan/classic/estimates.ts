/** A number that design texts give, or a range of them. */
export interface Estimate {
  readonly name: string
  readonly unit: string
  readonly low: number
  readonly high: number
}

/** Capacity estimates that texts about the design of news feeds repeat, in round figures and powers of 1,000. */
export const ESTIMATES = {
  users: { name: 'daily users', unit: 'user', low: 300e6, high: 500e6 },
  posts: { name: 'posts per second', unit: 'post/s', low: 1_200, high: 100_000 },
  reads: { name: 'reads per second', unit: 'read/s', low: 58_000, high: 100_000 },
  peakReads: { name: 'reads per second of the largest claims', unit: 'read/s', low: 10e6, high: 10e6 },
  timeline: { name: 'memory of a timeline', unit: 'byte/timeline', low: 8_000, high: 8_000 },
  entries: { name: 'entries of a timeline', unit: 'entry/timeline', low: 500, high: 500 },
  entry: { name: 'bytes of an entry', unit: 'byte/entry', low: 16, high: 16 },
  nodes: { name: 'cache nodes', unit: 'node', low: 13, high: 39 },
  perDay: { name: 'new data per day', unit: 'byte/day', low: 60e12, high: 60e12 },
  tenYears: { name: 'data of ten years', unit: 'byte', low: 31.5e15, high: 31.5e15 },
} as const satisfies Readonly<Record<string, Estimate>>
