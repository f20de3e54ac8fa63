import type { Scorer } from '@feed-engine/core'
import { silence, type Wire } from './wire'

/** Scores by a hash of the post's id, an order that has nothing to do with time; fails and hangs as stores do. */
export function scramblingScorer({ faults }: Wire): Scorer {
  return {
    name: 'scrambling',
    async score({ candidates }) {
      if (faults.happens('hang')) return silence()
      if (faults.happens('refuse')) throw new Error('the scorer is out of order')
      return candidates.map(({ postId }) => ({ value: scrambled(postId) }))
    },
  }
}

/** 0 to 1, as if at random. */
function scrambled(postId: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < postId.length; index++) {
    hash = Math.imul(hash ^ postId.charCodeAt(index), 0x01000193)
  }
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}
