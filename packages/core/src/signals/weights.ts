import { WEIGHTED_KINDS, type WeightedKind } from '../model'
import { numberOption, optionFields } from '../validate/options'

/** How much an interaction of each kind counts. */
export type SignalWeights = Readonly<Record<WeightedKind, number>>

/**
 * By what they cost the viewer: a like is a tap, a repost stands in the viewer's own name, an answer has to be written,
 * and a follow is a wish for all that is to come. A view tells what was shown, not what was wanted: counted, it makes
 * everything that is shown alike, and ranking hardly better than engagement alone (`feed-bench ranking-quality`). Untuned.
 */
export const DEFAULT_WEIGHTS: SignalWeights = Object.freeze({
  view: 0,
  like: 1,
  reply: 3,
  repost: 2,
  quote: 3,
  follow: 5,
})

const MOST = 1_000

/** Checks the `signals.weights` option. */
export function resolveWeights(input: unknown): SignalWeights {
  const given = optionFields(input, 'signals.weights', WEIGHTED_KINDS)
  const weight = (kind: WeightedKind): number =>
    numberOption(given[kind], `signals.weights.${kind}`, { min: 0, max: MOST, otherwise: DEFAULT_WEIGHTS[kind] })
  return {
    view: weight('view'),
    like: weight('like'),
    reply: weight('reply'),
    repost: weight('repost'),
    quote: weight('quote'),
    follow: weight('follow'),
  }
}
