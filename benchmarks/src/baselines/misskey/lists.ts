import type { UserId } from '@feed-engine/core'

/** Key of a user's list of post ids, newest first. */
export function listKey(prefix: string, userId: UserId): string {
  return `${prefix}l:${userId}`
}
