import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, type EventBus, type FeedEngine } from '@feed-engine/core'

export interface World {
  readonly engine: FeedEngine<string>
  readonly bus: EventBus
  close(): Promise<void>
}

export function openWorld(): World {
  const stores = createMemoryStores()
  const engine = createFeedEngine<string>({ stores })
  return {
    engine,
    bus: stores.bus,
    async close() {
      await engine.close()
      await stores.close()
    },
  }
}
