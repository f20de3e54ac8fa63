import { over, type Quantity, times } from '../quantity/expression'
import { type Step, step } from '../quantity/step'
import { sameUnit, unitOf } from '../quantity/unit'
import { type Basis, SECONDS_PER_DAY } from './basis'

/** How much is posted and read. */
export function trafficSteps({ inputs }: Basis) {
  const { users, posts, reads, peak } = inputs
  const postsPerSecond = ratePerSecond('posts per second', 'post', posts, users)
  const readsPerSecond = ratePerSecond('reads per second', 'read', reads, users)
  const peakReads = step('peak reads', 'read/s', times(readsPerSecond, peak))
  return {
    accounts: step('accounts', 'user', over(users, inputs['active-share'])),
    postsPerSecond,
    postsPerDay: step('posts per day', 'post/day', times(postsPerSecond, SECONDS_PER_DAY)),
    postsPerUser: step('posts of a user', 'post/user/day', over(times(postsPerSecond, SECONDS_PER_DAY), users)),
    peakPosts: step('peak posts', 'post/s', times(postsPerSecond, peak)),
    readsPerSecond,
    readsPerUser: step('reads of a user', 'read/user/day', over(times(readsPerSecond, SECONDS_PER_DAY), users)),
    peakReads,
    peakReadsOfRegion: step('peak reads of a region', 'read/s', over(peakReads, inputs.regions)),
    readsPerPost: step('reads per post', 'read/post', over(readsPerSecond, postsPerSecond)),
  }
}

export type Traffic = ReturnType<typeof trafficSteps>

function ratePerSecond(name: string, counted: string, given: Quantity, users: Quantity): Step {
  const unit = `${counted}/s`
  if (sameUnit(given.unit, unitOf(unit))) return step(name, unit, given)
  return step(name, unit, over(times(users, given), SECONDS_PER_DAY))
}
