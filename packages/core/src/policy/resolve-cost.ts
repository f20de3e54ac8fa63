import { READER_CLASSES } from '../model'
import { invalidOption, listOption, numberOption, optionFields } from '../validate/options'
import type { CostRules } from './cost'

const DEFAULT_READS_PER_DAY = Object.freeze([1 / 30, 1 / 7, 1, 6])
const WHOLE = Object.freeze([1, 1, 1, 1])
const POSITIVE = { above: 0 } as const

/** Checks the options of the policy `cost` and fills in the defaults. */
export function resolveCost(input: unknown): CostRules {
  const given = optionFields(input, 'policy', ['kind', 'costs', 'readsPerDay', 'hysteresis', 'burst'])
  const costs = optionFields(given.costs, 'policy.costs', ['pushMs', 'pullMs'])
  const burst = optionFields(given.burst, 'policy.burst', ['seconds', 'entriesPerSecond', 'share', 'readersFrom'])
  const pushMs = numberOption(costs.pushMs, 'policy.costs.pushMs', { ...POSITIVE, otherwise: 0.0025 })
  const pullMs = numberOption(costs.pullMs, 'policy.costs.pullMs', { ...POSITIVE, otherwise: 0.02 })
  if ((costs.pushMs === undefined) !== (costs.pullMs === undefined)) {
    throw invalidOption('policy.costs', 'has to have both pushMs and pullMs: only their ratio counts')
  }
  const seconds = numberOption(burst.seconds, 'policy.burst.seconds', { ...POSITIVE, otherwise: 1 })
  const entriesPerSecond = numberOption(burst.entriesPerSecond, 'policy.burst.entriesPerSecond', {
    ...POSITIVE,
    otherwise: 100_000,
  })
  const share = numberOption(burst.share, 'policy.burst.share', { ...POSITIVE, max: 1, otherwise: 0.1 })
  return {
    pushToPull: pushMs / pullMs,
    readsPerDay: listOption(given.readsPerDay, 'policy.readsPerDay', {
      length: READER_CLASSES,
      each: POSITIVE,
      order: 'rising',
      otherwise: DEFAULT_READS_PER_DAY,
    }),
    hysteresis: numberOption(given.hysteresis, 'policy.hysteresis', { min: 0, below: 1, otherwise: 0.3 }),
    burst: seconds * entriesPerSecond * share,
    readersFrom: listOption(burst.readersFrom, 'policy.burst.readersFrom', {
      length: READER_CLASSES,
      each: { min: 0, max: 1 },
      order: 'not rising',
      otherwise: WHOLE,
    }),
  }
}
