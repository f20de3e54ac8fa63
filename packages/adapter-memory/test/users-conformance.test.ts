import { describeAdapter } from '@feed-engine/conformance'
import * as framework from 'vitest'
import { MemoryUserDirectory } from '../src'

describeAdapter({
  name: 'memory, users',
  framework,
  userDirectory: async () => {
    const adapter = new MemoryUserDirectory()
    return {
      adapter,
      addUser: async ({ tenant, userId, profile = { version: 0, body: new Uint8Array() } }) =>
        adapter.put({ tenant, profile: { ...profile, id: userId } }),
      close: () => adapter.close(),
    }
  },
})
