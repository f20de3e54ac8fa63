import { COMMANDS } from '../commands'
import type { Settings } from '../settings'
import { SeededRandom } from '../time/random'

/** One step of a history, as plain data: a kind, and the dice that decide the rest. */
export interface Operation {
  readonly kind: string
  /** Numbers in [0, 1). */
  readonly dice: readonly number[]
  /** Milliseconds until the next operation is begun. */
  readonly pauseMs: number
}

/** Numbers that no operation uses up. */
export const DICE = 12

/** Stream of randomness that operations are drawn from. */
const STREAM = 4

/** Users first of all follow each other, or nothing would be in anybody's feed. */
const OPENING_FOLLOWS_PER_USER = 3

/** Share of operations that are followed by the next one at once, and longest pause after the others. */
const AT_ONCE = 0.7
const LONGEST_PAUSE_MS = 20

/** Draws the history of a seed. */
export function operationsOf(seed: number, settings: Settings, steps: number): readonly Operation[] {
  const random = new SeededRandom(seed, STREAM)
  const weighted = [...COMMANDS.values()].map(({ kind, weight }) => ({ kind, weight: weight * settings.taste(kind) }))
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0)
  const drawKind = (): string => {
    let rest = random.next() * total
    for (const { kind, weight } of weighted) {
      rest -= weight
      if (rest < 0) return kind
    }
    return 'readHome'
  }
  return Array.from({ length: steps }, (_, step) => ({
    kind: step < OPENING_FOLLOWS_PER_USER * settings.users ? 'follow' : drawKind(),
    dice: Array.from({ length: DICE }, () => random.next()),
    pauseMs: random.chance(AT_ONCE) ? 0 : random.below(LONGEST_PAUSE_MS),
  }))
}
