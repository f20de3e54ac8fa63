import type { CounterArchive, CounterStore, SignalStore } from '@feed-engine/core'
import type { Deployment } from './profile'

export interface CounterStores {
  readonly signals: SignalStore
  readonly counters: CounterStore
  readonly counterArchive: CounterArchive
}

/** The same deployment, which learns from what viewers do. Its data go with those of the deployment. */
export function addCounters(deployment: Deployment, added: CounterStores): Deployment {
  const closeAdded = async (): Promise<void> => {
    await Promise.all([added.signals.close(), added.counters.close(), added.counterArchive.close()])
  }
  return {
    stores: { ...deployment.stores, ...added },
    async close() {
      await Promise.all([closeAdded(), deployment.close()])
    },
    async remove() {
      await closeAdded()
      await deployment.remove()
    },
  }
}
