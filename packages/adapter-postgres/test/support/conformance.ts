import { describeAdapter, type Harness } from '@feed-engine/conformance'
import type { Adapter } from '@feed-engine/core'
import * as framework from 'vitest'
import { createPostgresStores, type PostgresOptions, type PostgresStores } from '../../src'

/** Where the suite runs. Asked for anew with each rule. */
export interface Surroundings {
  readonly options: () => PostgresOptions
  /** Empties the unlogged tables, as a crash of the server does. */
  readonly crash: () => Promise<unknown>
}

/** Declares the whole suite for all stores. Each rule opens a process of its own, and closes it. */
export function describeStores(name: string, { options, crash }: Surroundings): void {
  const harness = <A extends Adapter>(pick: (stores: PostgresStores) => A): (() => Promise<Harness<A>>) => {
    const open = async (): Promise<Harness<A>> => {
      const stores = createPostgresStores({ ...options(), bus: { pollIntervalMs: 100 } })
      const failOver = async (): Promise<void> => {
        await crash()
      }
      return { adapter: pick(stores), reopen: open, failOver, close: () => stores.close() }
    }
    return open
  }

  describeAdapter({
    name,
    framework,
    postStore: harness((stores) => stores.posts),
    graphStore: harness((stores) => stores.graph),
    timelineCache: harness((stores) => stores.timelines),
    eventBus: harness((stores) => stores.bus),
    signalStore: harness((stores) => stores.signals),
  })
}
