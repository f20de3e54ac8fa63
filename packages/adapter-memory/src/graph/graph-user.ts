import {
  type AccountVisibility,
  type Delivery,
  type DeliveryState,
  type FollowState,
  type Position,
  READER_CLASSES,
  type ReaderClass,
  type UserId,
} from '@feed-engine/core'
import { Follows } from './follows'
import { OrdinalSet } from './ordinal-set'

/** One user of a tenant with all edges. Every follow is known at both of its ends; the methods keep them in step. */
export class GraphUser {
  readonly id: UserId
  /** Place in the order in which the tenant's users were first seen: the order of every page. */
  readonly ordinal: number
  readonly follows = new Follows<GraphUser>()
  /** Ordinals of the accepted ones. */
  readonly followers = new OrdinalSet()
  /** Ordinals of those whose follow waits for this user's approval. */
  readonly pendingFollowers = new OrdinalSet()
  account: AccountVisibility = 'public'
  delivery: Delivery | undefined
  /** Frozen, replaced by every change. Absent for an author none of whose posts has to be pulled. */
  marks: DeliveryState['pulledUpTo'] | undefined
  #blocked: Set<GraphUser> | undefined
  #muted: Set<GraphUser> | undefined

  constructor(id: UserId, ordinal: number) {
    this.id = id
    this.ordinal = ordinal
  }

  /** Begins a follow, or accepts a pending one, as the followee's account asks. */
  follow(followee: GraphUser): FollowState {
    if (followee.account === 'public') {
      this.acceptedBy(followee)
      return 'accepted'
    }
    this.follows.request(followee)
    followee.pendingFollowers.add(this.ordinal)
    return 'pending'
  }

  /** Begins an accepted follow, or accepts a pending one. */
  acceptedBy(followee: GraphUser): void {
    this.follows.accept(followee)
    followee.pendingFollowers.delete(this.ordinal)
    followee.followers.add(this.ordinal)
  }

  /** Ends a follow in either state, if there is one. */
  unfollow(followee: GraphUser): boolean {
    if (this.follows.state(followee) === 'none') return false
    this.follows.end(followee)
    followee.pendingFollowers.delete(this.ordinal)
    followee.followers.delete(this.ordinal)
    return true
  }

  block(target: GraphUser): void {
    this.#blocked ??= new Set()
    this.#blocked.add(target)
    this.unfollow(target)
    target.unfollow(this)
  }

  unblock(target: GraphUser): void {
    this.#blocked?.delete(target)
  }

  blocks(target: GraphUser): boolean {
    return this.#blocked?.has(target) === true
  }

  mute(target: GraphUser): void {
    this.#muted ??= new Set()
    this.#muted.add(target)
  }

  unmute(target: GraphUser): void {
    this.#muted?.delete(target)
  }

  mutes(target: GraphUser): boolean {
    return this.#muted?.has(target) === true
  }

  raiseMark(belowClass: ReaderClass, position: Position): void {
    const mark = this.marks?.[belowClass]
    if (mark === undefined || mark < position) this.marks = Object.freeze({ ...this.marks, [belowClass]: position })
  }

  /** The highest mark for a class above the reader's. */
  pulledUpTo(readerClass: ReaderClass): Position | undefined {
    let highest: Position | undefined
    for (let above = readerClass + 1; above <= READER_CLASSES; above++) {
      const mark = this.marks?.[above]
      if (mark !== undefined && (highest === undefined || mark > highest)) highest = mark
    }
    return highest
  }
}
