import { PULL_BY_ALL, PUSH_TO_ALL, READER_CLASSES } from '../model'
import type { DeliveryPolicy } from './delivery-policy'

/**
 * The burst limit of the design texts: an author with `followers` or more is pulled (Twitter and others name 10,000 to
 * a million). It bounds the work of one post; it is not a cost rule, see "Push or pull" in ARCHITECTURE.md.
 */
export function thresholdPolicy(options: { readonly followers: number; readonly hysteresis: number }): DeliveryPolicy {
  const backToPush = options.followers * (1 - options.hysteresis)
  return {
    delivery({ followers, previous }) {
      const wasPull = previous?.pushFrom === READER_CLASSES
      const limit = wasPull ? backToPush : options.followers
      return followers >= limit ? PULL_BY_ALL : PUSH_TO_ALL
    },
  }
}
