import type { Tally } from './replay'

/** Prices in pulls of an author. */
export interface RelativePrices {
  readonly push: number
  /** Of a timeline that does not take an entry. */
  readonly skip: number
}

/** What a policy costs in a day, in pulls of an author. What all policies cost alike is left out. */
export function dailyCost(tally: Tally, prices: RelativePrices): number {
  return (tally.pushed * prices.push + tally.skipped * prices.skip + tally.pulled) / tally.days
}
