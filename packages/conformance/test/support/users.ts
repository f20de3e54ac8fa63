import type { UserDirectoryHarness } from '@feed-engine/conformance'
import { FeedError, type UserDirectory } from '@feed-engine/core'

/** A directory for the rules to be tried on. */
export async function openUserDirectory(): Promise<UserDirectoryHarness> {
  const users = new Map<string, Set<string>>()
  const adapter: UserDirectory = {
    name: 'test-directory',
    close: () => Promise.resolve(),
    existing: async ({ tenant, userIds }, call) => {
      if (call?.signal?.aborted === true) throw new FeedError({ code: 'ABORTED', rule: 'the call was aborted' })
      return new Set(userIds.filter((userId) => users.get(tenant)?.has(userId) === true))
    },
  }
  return {
    adapter,
    addUser: async ({ tenant, userId }) => {
      const known = users.get(tenant) ?? new Set()
      users.set(tenant, known.add(userId))
    },
    close: () => adapter.close(),
  }
}
