import { distributionOf, partBelow, shareFrom } from '../followers'
import { formulaOf, over, roundUp, times } from '../quantity/expression'
import { step } from '../quantity/step'
import { type Basis, ENTRY_PER_FOLLOWER } from './basis'
import type { Traffic } from './traffic'

/** What posts become on their way into timelines, and the workers for it. */
export function fanOutSteps({ inputs, facts }: Basis, { peakPosts }: Traffic) {
  const { exponent, utilization } = inputs
  const [mean, largest, threshold] = [inputs['mean-followers'], inputs['largest-author'], inputs['pull-from']]
  const distribution = distributionOf({ mean: mean.value, exponent: exponent.value, largest: largest.value })
  const smallest = step(
    'smallest author (L)',
    'follower/post',
    formulaOf(
      'the L for which α ÷ (α − 1) × L × (1 − (L ÷ H)^(α − 1)) ÷ (1 − (L ÷ H)^α) is the mean',
      distribution.smallest,
      'follower/post',
      [mean, exponent, largest],
    ),
  )
  const followersPushed = step(
    'followers pushed to',
    'follower/post',
    formulaOf(
      'α ÷ (α − 1) × L × (1 − (L ÷ T)^(α − 1)) ÷ (1 − (L ÷ H)^α)',
      partBelow(distribution, threshold.value),
      'follower/post',
      [exponent, smallest, threshold, largest],
    ),
  )
  const entriesPerPost = step(
    'entries per post',
    'entry/post',
    times(followersPushed, inputs['active-share'], ENTRY_PER_FOLLOWER),
  )
  const peakEntries = step('peak pushes', 'entry/s', times(peakPosts, entriesPerPost))
  return {
    smallest,
    followersPushed,
    pulledPosts: step(
      'share of posts that are pulled',
      '1',
      formulaOf('((L ÷ T)^α − (L ÷ H)^α) ÷ (1 − (L ÷ H)^α)', shareFrom(distribution, threshold.value), '1', [
        exponent,
        smallest,
        threshold,
        largest,
      ]),
    ),
    pushedFollows: step('share of follows that are pushed', '1', over(followersPushed, mean)),
    entriesPerPost,
    peakEntries,
    workers: step('workers of a region', 'worker', roundUp(over(peakEntries, times(facts.workerRate, utilization)))),
    longestPush: step(
      'longest push of a post, by one worker',
      's·worker/post',
      over(times(threshold, inputs['active-share'], ENTRY_PER_FOLLOWER), facts.workerRate),
    ),
  }
}

export type FanOut = ReturnType<typeof fanOutSteps>
