import type { Outcome, Reading } from '../../src/harness/reading'
import { type RunReport, toResult } from '../../src/report/run-report'

export function reading(changes: Partial<Reading> = {}): Reading {
  return {
    rate: 1_234_567,
    p50Ms: 0.5,
    p99Ms: 2,
    p999Ms: 3,
    roundTrips: 1,
    bytesSent: 100,
    bytesReceived: 200,
    clientCpuMs: 0.1,
    ...changes,
  }
}

export function outcome(changes: Partial<Outcome> = {}): Outcome {
  return {
    workload: 'fan-out',
    variant: 'one Redis, 3 in flight',
    unit: 'entries',
    readings: { engine: reading(), 'design-text': reading({ rate: 200_000 }), floor: reading({ rate: 1_500_000 }) },
    commands: { engine: ['EVALSHA <packed>'], 'design-text': ['ZADD', 'ZREMRANGEBYRANK'], floor: ['EVALSHA'] },
    rateRatios: { 'design-text': 6.17, floor: 0.82 },
    p50Ratios: { 'design-text': 0.16, floor: 1.2 },
    bytesPerTimeline: { engine: 9_360, 'design-text': 59_600 },
    aims: [
      { text: 'rate ÷ design-text ≥ 5', measured: 6.17, met: true },
      { text: 'p50 ÷ floor ≤ 1', measured: 1.2, met: false },
    ],
    figures: { rebuilds: 4 },
    ...changes,
  }
}

export function report(outcomes: readonly Outcome[], changes: Partial<RunReport> = {}): RunReport {
  return {
    command: 'npx feed-bench fan-out --seed 7',
    machine: '2 × some processor, 24 GiB, linux x64',
    node: '20.19.0',
    profile: 'classic',
    seed: 7,
    rounds: 5,
    scale: 'full',
    results: outcomes.map(toResult),
    failures: [],
    ...changes,
  }
}
