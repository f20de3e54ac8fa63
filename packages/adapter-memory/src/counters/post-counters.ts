import { NO_COUNTS, type PostCounters } from '@feed-engine/core'
import type { CountedPart } from './counted-part'

/** What a read answers of a post. */
export function countersOf(part: CountedPart | undefined, viewerId: string | undefined): PostCounters {
  const counts = part?.counts ?? { ...NO_COUNTS }
  if (viewerId === undefined) return { counts }
  return { counts, liked: part?.state({ counter: 'likes', member: viewerId })?.on === true }
}
