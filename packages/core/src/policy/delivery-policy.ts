import type { Delivery, Lane, UserId } from '../model'

/** What a policy knows when a post is published. */
export interface DeliveryQuestion {
  readonly authorId: UserId
  /** Accepted followers; may lag a little. */
  readonly followers: number
  /** The delivery of the author's post before, if there was one. */
  readonly previous?: Delivery
}

/** How a post reaches its readers, and how soon those to whom it is pushed. */
export interface DeliveryDecision extends Delivery {
  /** @defaultValue 'prompt' */
  readonly lane?: Lane
}

/** Decides, once per post, which readers find it in their timeline and which pull it. */
export interface DeliveryPolicy {
  delivery(question: DeliveryQuestion): DeliveryDecision
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

/** A policy of the application's own. */
export interface CustomPolicyOptions {
  readonly kind: 'custom'
  readonly policy: DeliveryPolicy
}

export type DeliveryPolicyOptions = ThresholdPolicyOptions | TieredPolicyOptions | CustomPolicyOptions
