import { type DeliveryPolicy, resolvePolicy } from '@feed-engine/core'
import { readersFrom } from './rates'

/** A policy, and what goes with it. */
export interface PolicyContender {
  readonly name: string
  readonly policy: DeliveryPolicy
  /** Which timelines there are: of everybody, of those who read of late, or of nobody. */
  readonly timelines: 'all' | 'of readers' | 'none'
  /** Authors with so many followers or more are fanned out behind all others; absent: in the order of their posts. */
  readonly bulkFrom?: number
}

const BASELINE = 'threshold 10K, dormant readers skipped'
/** What others are compared with. */
export const HONEST_BASELINE = BASELINE

const PUSH_ALL = { kind: 'threshold', followers: Number.POSITIVE_INFINITY } as const
const THRESHOLD = { kind: 'threshold', followers: 10_000 } as const
const PULL_ALL = { kind: 'threshold', followers: 1 } as const

/** Policies that know no costs. */
export function fixedContenders(): readonly PolicyContender[] {
  const threshold = resolvePolicy(THRESHOLD)
  return [
    { name: 'push all', policy: resolvePolicy(PUSH_ALL), timelines: 'all' },
    { name: 'pull all', policy: resolvePolicy(PULL_ALL), timelines: 'none' },
    { name: 'threshold 10K', policy: threshold, timelines: 'all' },
    { name: BASELINE, policy: threshold, timelines: 'of readers' },
    { name: 'tiered', policy: threshold, timelines: 'of readers', bulkFrom: 1_000 },
  ]
}

/** @param pushToPull cost of a pushed entry divided by that of a pulled author */
export function costContender(pushToPull: number): PolicyContender {
  const policy = resolvePolicy({
    kind: 'cost',
    costs: { pushMs: pushToPull, pullMs: 1 },
    burst: { readersFrom: readersFrom() },
  })
  return { name: 'cost', policy, timelines: 'of readers' }
}
