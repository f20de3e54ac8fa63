import type { Delivery, Lane, ReaderClass, UserId } from '../model'

/** What a policy knows when a post is published. */
export interface DeliveryQuestion {
  readonly authorId: UserId
  /** Accepted followers; may lag a little. */
  readonly followers: number
  /** The delivery of the author's post before, if there was one. */
  readonly previous?: Delivery
  /** Posts per day that the author has published of late; given to a policy that tells readers apart. */
  readonly postsPerDay?: number
  /** Whether readers are told apart: without `stores.cache` all are in class 0. Given to the same policies. */
  readonly readersAreCounted?: boolean
}

/** What a policy knows of a reader. */
export interface ReaderQuestion {
  readonly readerId: UserId
  /** How often the reader comes; absent where nothing is known. */
  readonly reads?: ReadRate
  /** The class that the reader's open timeline has been filled for; absent where a cold one is about to be filled. */
  readonly current?: ReaderClass
}

/** How often somebody looks at the top of their home timeline: a decayed mean. */
export interface ReadRate {
  readonly perDay: number
  /** Since when visits have been counted, in milliseconds: a rate of an hour ago says less than one of a month. */
  readonly observedMs: number
}

/** How a post reaches its readers, and how soon those to whom it is pushed. */
export interface DeliveryDecision extends Delivery {
  /** @defaultValue 'prompt' */
  readonly lane?: Lane
}

/** Decides, once per post, which readers find it in their timeline and which pull it. */
export interface DeliveryPolicy {
  delivery(question: DeliveryQuestion): DeliveryDecision
  /**
   * The class of a reader, 0 to 3. Absent: the policy tells no readers apart, and all are in class 0. A wrong answer
   * costs, and nothing else: a page is always read as the class that its timeline has been filled for. Any other class
   * than the `current` one changes the open timeline: a lower one in one write, a higher one by filling it anew.
   */
  readonly readerClassOf?: (question: ReaderQuestion) => ReaderClass
}

/** Push below a number of followers, pull from that number on. */
export interface ThresholdPolicyOptions {
  readonly kind: 'threshold'
  /** The lowest follower count that is pulled, 1 or more; `Infinity` pushes everything. @defaultValue 10,000 */
  readonly followers?: number
  /**
   * A pull author goes back to push only below `followers · (1 − hysteresis)`, so that a count that wavers around the
   * threshold does not switch with each post. In [0, 1). @defaultValue 0.1
   */
  readonly hysteresis?: number
}

/** Push at once below a number of followers, in bulk from there on, pull from a larger number on. */
export interface TieredPolicyOptions {
  readonly kind: 'tiered'
  /** The lowest follower count that is pushed in bulk, 1 to `pullFrom`. @defaultValue 1,000, or `pullFrom` if that is less */
  readonly bulkFrom?: number
  /** The lowest follower count that is pulled, 1 or more; `Infinity`: none. @defaultValue 10,000 */
  readonly pullFrom?: number
  /** An author goes back to the tier before only below its bound · (1 − hysteresis). In [0, 1). @defaultValue 0.1 */
  readonly hysteresis?: number
}

/**
 * Push where that is cheaper, author by author and class of readers by class of readers. Needs `stores.cache` to tell
 * readers apart; without it all are taken for daily ones, and an author is either pushed or pulled.
 */
export interface CostPolicyOptions {
  readonly kind: 'cost'
  /**
   * Milliseconds that one entry costs to push, and one author to pull, in batches as the engine makes them; only their
   * ratio counts. Above 0. @defaultValue `{ pushMs: 0.0025, pullMs: 0.02 }`
   */
  readonly costs?: { readonly pushMs: number; readonly pullMs: number }
  /**
   * How often readers of the four classes come: dormant, weekly, daily, several times a day. Rising, above 0. A reader
   * is in the class that is nearest by ratio: bounds are the geometric means of neighbours, by default one visit in 14.5
   * days, one in 2.6 days, and 2.4 visits a day. @defaultValue `[1 / 30, 1 / 7, 1, 6]`
   */
  readonly readsPerDay?: readonly [number, number, number, number]
  /**
   * A class that an author is not pushed to is pushed to again only below `1 − hysteresis` times the post rate, or
   * burst, up to which it would have stayed. In [0, 1). @defaultValue 0.3
   */
  readonly hysteresis?: number
  /** Bounds the work of one post: it is pushed to at most `seconds · entriesPerSecond · share` timelines. */
  readonly burst?: BurstOptions
}

/** What may be spent on the fan-out of one post. All above 0. */
export interface BurstOptions {
  /** Time after which all timelines should have the post. @defaultValue 1 */
  readonly seconds?: number
  /** Entries that workers and cache push together per second. @defaultValue 100,000 */
  readonly entriesPerSecond?: number
  /** Share of it that one author may take, at most 1. @defaultValue 0.1 */
  readonly share?: number
  /**
   * Share of the followers of a large author that are of the class or a higher one, by class: what is written for a post
   * that is pushed from that class on. In [0, 1], not rising. @defaultValue `[1, 1, 1, 1]`: the burst bounds followers
   */
  readonly readersFrom?: readonly [number, number, number, number]
}

/** A policy of the application's own. */
export interface CustomPolicyOptions {
  readonly kind: 'custom'
  readonly policy: DeliveryPolicy
}

export type DeliveryPolicyOptions =
  | ThresholdPolicyOptions
  | TieredPolicyOptions
  | CostPolicyOptions
  | CustomPolicyOptions
