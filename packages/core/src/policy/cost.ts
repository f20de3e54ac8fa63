import { PULL_BY_ALL, PUSH_TO_ALL, READER_CLASSES, type ReaderClass } from '../model'
import type { DeliveryPolicy, ReaderQuestion } from './delivery-policy'

export interface CostRules {
  /** Cost of a pushed entry divided by that of a pulled author. */
  readonly pushToPull: number
  /** Reads per day of each class, rising. */
  readonly readsPerDay: readonly number[]
  readonly hysteresis: number
  /** Timelines that one post may be written to. */
  readonly burst: number
  /** Share of an author's followers who are of a class or a higher one, by class. */
  readonly readersFrom: readonly number[]
}

/** A reader of whom nothing is known: daily. */
const UNKNOWN_READER: ReaderClass = 2
/** An open timeline keeps its class while the reader's rate is within this factor of the bound. */
const MARGIN = 1.25
/** Nobody comes less often than before because they have been counted for an hour. */
const MIN_OBSERVED_MS = 86_400_000

/**
 * The lowest class of readers for whom a post is cheaper to push than to pull: reads/s of the reader ÷ posts/s of the
 * author ≥ cost of a push ÷ cost of a pull (Silberstein, Terrace, Cooper, Ramakrishnan, "Feeding Frenzy", SIGMOD 2010,
 * Lemma 1; the number of followers cancels), of those classes whose readers are few enough for one burst.
 */
export function costPolicy(rules: CostRules): DeliveryPolicy {
  const { readsPerDay, readersFrom, burst } = rules
  return {
    delivery({ followers, postsPerDay = 0, readersAreCounted = true, previous }) {
      const breakEven = postsPerDay * rules.pushToPull
      const pays = (readerClass: ReaderClass): boolean => {
        const wasPushed = previous === undefined || previous.pushFrom <= readerClass
        const room = wasPushed ? 1 : 1 - rules.hysteresis
        const written = followers * (readersFrom[readerClass] ?? 1)
        return breakEven <= room * (readsPerDay[readerClass] ?? 0) && written < room * burst
      }
      let pushFrom = READER_CLASSES
      while (pushFrom > 0 && pays(pushFrom - 1)) pushFrom--
      if (readersAreCounted) return { pushFrom }
      return pushFrom <= UNKNOWN_READER ? PUSH_TO_ALL : PULL_BY_ALL
    },

    readerClassOf({ reads, current }: ReaderQuestion) {
      if (reads === undefined) return current ?? UNKNOWN_READER
      if (current === undefined) return nearestClass(readsPerDay, reads.perDay)
      const raised = nearestClass(readsPerDay, reads.perDay / MARGIN)
      if (raised > current) return raised
      const lowered = nearestClass(readsPerDay, reads.perDay * MARGIN)
      return lowered < current && reads.observedMs >= MIN_OBSERVED_MS ? lowered : current
    },
  }
}

/** The class whose rate is nearest by ratio. */
function nearestClass(readsPerDay: readonly number[], perDay: number): ReaderClass {
  let nearest = READER_CLASSES - 1
  while (nearest > 0 && perDay * perDay < (readsPerDay[nearest] ?? 0) * (readsPerDay[nearest - 1] ?? 0)) nearest--
  return nearest
}
