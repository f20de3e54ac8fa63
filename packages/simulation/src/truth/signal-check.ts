import { type SignalEntry, type UserId, weightAt } from '@feed-engine/core'
import type { SignalName, Told } from './interactions'
import { Violation } from './page-check'

const DAY_MS = 86_400_000
const TOLERANCE = 1e-6
/** With more events of unknown outcome than this, a weight has to lie between none and all of them. */
const MAX_DOUBTS = 10

/** Half-lives of the vectors, in milliseconds. */
export const HALF_LIVES: Readonly<Record<SignalName, number>> = Object.freeze({
  affinity: 15 * DAY_MS,
  topics: 15 * DAY_MS,
  'topics-recent': DAY_MS,
  fewer: 140 * DAY_MS,
  more: 140 * DAY_MS,
})

/** What a weight is made of, as of now. */
interface Expected {
  certain: number
  /** Of events that may count or not. */
  readonly doubtful: number[]
}

/**
 * Checks one vector of a viewer once everything is applied: each weight is the sum of what was acknowledged and of some of
 * what may have happened, however often and in whatever order events came. Throws a {@link Violation}.
 */
export function checkVector(
  told: readonly Told[],
  vector: {
    readonly viewerId: UserId
    readonly signal: SignalName
    readonly entries: readonly SignalEntry[]
    readonly nowMs: number
  },
): void {
  const { viewerId, signal, entries, nowMs } = vector
  const expected = expectedOf(told, signal, nowMs)
  const found = new Map(entries.map((entry) => [entry.key, weightAt(entry, HALF_LIVES[signal], nowMs)]))
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    const { certain, doubtful } = expected.get(key) ?? { certain: 0, doubtful: [] }
    const value = found.get(key) ?? 0
    if (isSum(value, certain, doubtful)) continue
    const doubts = doubtful.length === 0 ? '' : ` and some of ${doubtful.join(', ')}`
    throw new Violation(`Vector ${signal} of ${viewerId} has ${value} for ${key} instead of ${certain}${doubts}`)
  }
}

function expectedOf(told: readonly Told[], signal: SignalName, nowMs: number): ReadonlyMap<string, Expected> {
  const weights = new Map<string, Expected>()
  for (const { deed, number } of told) {
    for (const part of deed.parts) {
      if (part.signal !== signal) continue
      const value = weightAt({ value: part.weight, atMs: deed.atMs }, HALF_LIVES[signal], nowMs)
      const weight = weights.get(part.key) ?? { certain: 0, doubtful: [] }
      weights.set(part.key, weight)
      if (number === undefined || part.doubtful === true) weight.doubtful.push(value)
      else weight.certain += value
    }
  }
  return weights
}

function isSum(value: number, certain: number, doubtful: readonly number[]): boolean {
  if (doubtful.length <= MAX_DOUBTS) {
    const sums = doubtful.reduce((reached, doubt) => reached.flatMap((sum) => [sum, sum + doubt]), [certain])
    return sums.some((sum) => isClose(value, sum))
  }
  const most = doubtful.reduce((sum, doubt) => sum + doubt, certain)
  return isClose(value, certain) || isClose(value, most) || (value > certain && value < most)
}

function isClose(value: number, other: number): boolean {
  return Math.abs(value - other) <= TOLERANCE * Math.max(value, other)
}
