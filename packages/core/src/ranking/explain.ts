import type { Explanation } from '../api/page'
import type { RankedPost } from '../scoring/slate'

/** Why a post stands where it does; undefined for one that stands by its time. */
export function explain({ score, terms, multipliers }: RankedPost): Explanation | undefined {
  if (Object.keys(multipliers).length === 0) return undefined
  let mainReason = 'recency'
  let largest = 0
  for (const [name, value] of Object.entries(terms)) {
    if (value <= largest) continue
    mainReason = name
    largest = value
  }
  return { score, terms: { ...terms }, multipliers: { ...multipliers }, mainReason }
}
