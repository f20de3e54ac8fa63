import { type DeliveryPolicyOptions, READER_CLASSES } from '@feed-engine/core'
import { policyOf } from '../deployment/policy'
import type { Dice } from '../history/dice'
import type { Settings } from '../settings'
import { SeededRandom } from '../time/random'

/** How often a policy without rhyme or reason leaves a reader in the class of the timeline. */
const STEADY = 0.7

/** Any policy; whatever it says, no reader may notice. */
export function drawPolicy(settings: Settings, dice: Dice): DeliveryPolicyOptions {
  const followers = dice.pick(1, 2, 3, 4, Number.POSITIVE_INFINITY)
  const kind = dice.next()
  if (kind < 0.6) return policyOf(settings, followers, dice.pick(0, 0.1, 0.6))
  if (kind < 0.8) return drawCost(dice, followers)
  if (kind < 0.9) return fickle(dice)
  const pushFrom = dice.below(READER_CLASSES + 1)
  return {
    kind: 'custom',
    policy: { delivery: (question) => ({ pushFrom: question.followers > followers ? pushFrom : 0 }) },
  }
}

/** Rates as they come about in the few minutes of a history, where everybody posts and reads much. */
function drawCost(dice: Dice, followers: number): DeliveryPolicyOptions {
  return {
    kind: 'cost',
    costs: { pushMs: 1, pullMs: dice.pick(0.2, 1, 5) },
    readsPerDay: dice.pick([0.5, 2, 5, 12], [0.1, 0.2, 0.4, 1], [2, 8, 20, 40]),
    hysteresis: dice.pick(0, 0.3, 0.9),
    burst: {
      entriesPerSecond: 1,
      seconds: Number.isFinite(followers) ? followers : 1_000,
      share: 1,
      readersFrom: dice.pick([1, 1, 1, 1], [1, 0.6, 0.3, 0.1]),
    },
  }
}

/** Authors and readers who change sides at random: what a policy may do at worst. */
function fickle(dice: Dice): DeliveryPolicyOptions {
  const random = new SeededRandom(dice.below(2 ** 31), 0)
  return {
    kind: 'custom',
    policy: {
      delivery: ({ previous }) =>
        previous !== undefined && random.chance(STEADY) ? previous : { pushFrom: random.below(READER_CLASSES + 1) },
      readerClassOf: ({ current }) =>
        current !== undefined && random.chance(STEADY) ? current : random.below(READER_CLASSES),
    },
  }
}
