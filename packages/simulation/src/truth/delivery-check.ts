import { type Delivery, type DeliveryPolicyOptions, PULL_BY_ALL, PUSH_TO_ALL, type UserId } from '@feed-engine/core'
import type { OraclePost } from './oracle'
import { describePost, Violation } from './page-check'

/** What is known when a post was asked for. */
export interface DeliveryQuestion {
  /** Accepted followers of the author, if nothing has changed them since. */
  readonly followers: number | undefined
  readonly policy: DeliveryPolicyOptions
}

/**
 * Checks that posts are pushed or pulled as a policy of thresholds says. It makes no difference to any reader, so no page
 * could show that the engine has it wrong.
 */
export class DeliveryCheck {
  /** Delivery that each author's last decision came to, where that is known for certain. */
  readonly #previous = new Map<UserId, Delivery['pushFrom'] | 'unknown'>()

  /** A decision was made, and maybe recorded, but nobody knows which. */
  forget(authorId: UserId): void {
    this.#previous.set(authorId, 'unknown')
  }

  check(post: OraclePost, delivery: Delivery, question: DeliveryQuestion): void {
    const previous = this.#previous.get(post.authorId) ?? PUSH_TO_ALL.pushFrom
    this.#previous.set(post.authorId, delivery.pushFrom)
    const { policy, followers } = question
    if ((policy.kind !== 'threshold' && policy.kind !== 'tiered') || followers === undefined) return
    const threshold = (policy.kind === 'tiered' ? policy.pullFrom : policy.followers) ?? Number.POSITIVE_INFINITY
    const backToPush = threshold * (1 - (policy.hysteresis ?? 0))
    const pushed = delivery.pushFrom === PUSH_TO_ALL.pushFrom
    if (!pushed && delivery.pushFrom !== PULL_BY_ALL.pushFrom)
      throw wrong(post, followers, threshold, 'in a class of its own')
    if (previous !== 'unknown') {
      const limit = previous === PULL_BY_ALL.pushFrom ? backToPush : threshold
      if (pushed !== followers < limit) throw wrong(post, followers, threshold, pushed ? 'pushed' : 'pulled')
    } else if (pushed ? followers >= threshold : followers < backToPush) {
      throw wrong(post, followers, threshold, pushed ? 'pushed' : 'pulled')
    }
  }
}

function wrong(post: OraclePost, followers: number, threshold: number, how: string): Violation {
  return new Violation(`${describePost(post)} is ${how}, with ${followers} followers at a threshold of ${threshold}`)
}
