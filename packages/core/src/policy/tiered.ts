import { LRUCache } from 'lru-cache'
import type { UserId } from '../model'
import type { DeliveryPolicy } from './delivery-policy'
import { thresholdPolicy } from './threshold'

const REMEMBERED = 10_000

/**
 * Three tiers by follower count: pushed at once, pushed in bulk when there is room, pulled. Which authors were in bulk is
 * remembered here, for those who posted lately: it costs nothing to be wrong about it.
 */
export function tieredPolicy(options: {
  readonly bulkFrom: number
  readonly pullFrom: number
  readonly hysteresis: number
}): DeliveryPolicy {
  const { bulkFrom, pullFrom, hysteresis } = options
  const pushOrPull = thresholdPolicy({ followers: pullFrom, hysteresis })
  const inBulk = new LRUCache<UserId, true>({ max: REMEMBERED })
  return {
    delivery(question) {
      const { authorId, followers } = question
      const limit = inBulk.has(authorId) ? bulkFrom * (1 - hysteresis) : bulkFrom
      if (followers >= limit) inBulk.set(authorId, true)
      else inBulk.delete(authorId)
      return { ...pushOrPull.delivery(question), lane: followers >= limit ? 'bulk' : 'prompt' }
    },
  }
}
