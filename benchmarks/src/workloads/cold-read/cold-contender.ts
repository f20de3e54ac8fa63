import type { UserId } from '@feed-engine/core'
import type { Contender } from '../../harness/contender'

/** Viewers take turns: the timeline that a read has left is evicted behind it, long before its viewer comes again. */
export function coldContender(
  { name, commands }: Pick<Contender, 'name' | 'commands'>,
  viewerIds: readonly UserId[],
  read: (viewerId: UserId) => Promise<unknown>,
  evict: (viewerId: UserId) => Promise<unknown>,
): Contender {
  const evictions = new Map<UserId, Promise<unknown>>()
  return {
    name,
    commands,
    async operate(turn) {
      const viewerId = viewerIds[turn % viewerIds.length] ?? ''
      await evictions.get(viewerId)
      const page = await read(viewerId)
      evictions.set(viewerId, evict(viewerId))
      return page
    },
  }
}
