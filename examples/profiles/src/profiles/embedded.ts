import { createMemoryStores } from '@feed-engine/adapter-memory'
import type { Profile } from './profile'

export const embedded: Profile = {
  name: 'embedded',
  summary: 'everything in the memory of one process: tests, demos, products that may forget',
  needs: [],
  workerProcesses: false,
  async open() {
    const stores = createMemoryStores()
    const close = async (): Promise<void> => {
      await stores.bus.close()
      await Promise.all([stores.timelines.close(), stores.graph.close(), stores.posts.close()])
    }
    return { stores, close, remove: close }
  },
}
