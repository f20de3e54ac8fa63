import type { Position } from './position'

/**
 * How often somebody reads, from 0 (dormant) upwards. A policy without classes puts every reader in class 0.
 * Timelines remember the class that they were filled for, so a worker needs no look-up per follower.
 */
export type ReaderClass = number

/** Number of reader classes; also the `pushFrom` of a post that is pushed to nobody. */
export const READER_CLASSES = 4

/**
 * How one post reaches its readers, decided once when it is published, stored with it and carried in its event.
 * Readers of class `pushFrom` and above find it in their timeline, those below pull it.
 */
export interface Delivery {
  /** 0: pushed to all followers. {@link READER_CLASSES}: pulled by all. */
  readonly pushFrom: ReaderClass
}

/** Pushed to every follower. */
export const PUSH_TO_ALL: Delivery = Object.freeze({ pushFrom: 0 })

/** Pushed to no follower: readers pull it. */
export const PULL_BY_ALL: Delivery = Object.freeze({ pushFrom: READER_CLASSES })

/** What the graph remembers of how an author's posts are delivered. */
export interface DeliveryState {
  /** Delivery of the author's latest decision: what hysteresis is measured from. */
  readonly delivery: Delivery
  /**
   * Highest position of a post that readers below a class have to pull: `pulledUpTo[c]` for posts with
   * `pushFrom: c`, for c in 1..{@link READER_CLASSES}. Marks never fall.
   */
  readonly pulledUpTo: Readonly<Record<ReaderClass, Position>>
}

/** The class of every reader while no policy tells readers apart. */
export const EVERY_READER: ReaderClass = 0
