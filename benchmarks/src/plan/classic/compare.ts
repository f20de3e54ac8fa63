import { times } from '../quantity/expression'
import { type Step, step } from '../quantity/step'
import { sameUnit, unitOf } from '../quantity/unit'
import { type Basis, TEN_YEARS } from '../steps/basis'
import type { Posts } from '../steps/posts'
import type { Timelines } from '../steps/timelines'
import type { Traffic } from '../steps/traffic'
import { ESTIMATES, type Estimate } from './estimates'

/** A step of the plan beside the estimate of the same quantity. */
export interface Comparison {
  readonly estimate: Estimate
  readonly planned: Step
  /** The plan divided by the nearer end of the estimate: 1 within it, below 1 under it, above 1 over it. */
  readonly factor: number
  readonly verdict: 'below' | 'within' | 'above'
}

/** Holds a plan against the estimates of design texts. */
export function compareWithClassics(parts: {
  readonly basis: Basis
  readonly traffic: Traffic
  readonly timelines: Timelines
  readonly posts: Posts
}): readonly Comparison[] {
  const { basis, traffic, timelines, posts } = parts
  return [
    compare(ESTIMATES.users, step('daily users', 'user', basis.inputs.users)),
    compare(ESTIMATES.posts, traffic.postsPerSecond),
    compare(ESTIMATES.reads, traffic.readsPerSecond),
    compare(ESTIMATES.peakReads, traffic.peakReads),
    compare(ESTIMATES.timeline, timelines.timelineSize),
    compare(ESTIMATES.nodes, timelines.nodes),
    compare(ESTIMATES.perDay, posts.perDay),
    compare(ESTIMATES.tenYears, step('ten years, one copy', 'byte', times(posts.perDay, TEN_YEARS))),
  ]
}

/** Throws a `TypeError` if the two are not in the same unit. */
export function compare(estimate: Estimate, planned: Step): Comparison {
  const { name, unit, low, high } = estimate
  if (!sameUnit(planned.unit, unitOf(unit))) throw new TypeError(`${planned.name} and ${name} differ in unit`)
  if (planned.value < low) return { estimate, planned, factor: planned.value / low, verdict: 'below' }
  if (planned.value > high) return { estimate, planned, factor: planned.value / high, verdict: 'above' }
  return { estimate, planned, factor: 1, verdict: 'within' }
}
