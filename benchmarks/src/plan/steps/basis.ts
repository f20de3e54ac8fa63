import type { Facts } from '../facts/facts'
import type { PlanInputs } from '../inputs'
import { quantity } from '../quantity/expression'

/** What a plan starts from. */
export interface Basis {
  readonly inputs: PlanInputs
  readonly facts: Facts
}

export const SECONDS_PER_DAY = quantity('seconds per day', 86_400, 's/day')
export const TEN_YEARS = quantity('days of ten years', 3_650, 'day')

export const TIMELINE_PER_USER = quantity('timeline of a user', 1, 'timeline/user')
export const ENTRY_PER_FOLLOWER = quantity('entry of a follower', 1, 'entry/follower')

/** Redis runs commands on one thread. */
export const CORE_PER_NODE = quantity('core of a Redis node', 1, 'core/node')
