import type { EventBus, FeedEngine } from '@feed-engine/core'
import { Analytics } from './consumers/analytics'
import { Moderation } from './consumers/moderation'
import { Notifications } from './consumers/notifications'
import { SearchIndex } from './consumers/search-index'
import { consume } from './event-consumer'

export interface RunningConsumers {
  readonly notifications: Notifications
  readonly analytics: Analytics
  readonly search: SearchIndex
  readonly moderation: Moderation
  /** Resolves when no group has anything left to do. */
  drained(): Promise<void>
  /** Ends them; what they have not handled waits in their groups. */
  stop(): Promise<void>
}

const UNWANTED = ['spam']
const POLL_MS = 20

/** Four services beside the engine's own fan-out, in one process here; in processes of their own it is the same. */
export async function runConsumers(bus: EventBus, engine: FeedEngine<string>): Promise<RunningConsumers> {
  const notifications = new Notifications(engine)
  const analytics = new Analytics()
  const search = new SearchIndex(engine)
  const moderation = new Moderation(engine, UNWANTED)
  const consumers = [notifications, analytics, search, moderation]
  const subscriptions = await Promise.all(consumers.map((consumer) => consume(bus, consumer)))
  const isDrained = async (): Promise<boolean> => {
    const lags = await Promise.all(consumers.map(({ group }) => bus.lag({ topic: 'posts', group })))
    return lags.every((lag) => lag === 0)
  }
  return {
    notifications,
    analytics,
    search,
    moderation,
    // Twice, since moderation makes events of its own, which lie in the outbox when its group is done.
    async drained() {
      for (let rounds = 0; rounds < 2; rounds++) {
        do await engine.drain()
        while (!(await isDrained()) && (await pause()))
      }
    },
    async stop() {
      await Promise.all(subscriptions.map((subscription) => subscription.close()))
    },
  }
}

async function pause(): Promise<true> {
  await new Promise((resolve) => {
    setTimeout(resolve, POLL_MS)
  })
  return true
}
