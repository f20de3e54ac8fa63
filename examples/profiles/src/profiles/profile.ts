import type { FeedStores } from '@feed-engine/core'
import type { Addresses, ServerKind } from '../servers/addresses'

/** A way to run the engine. */
export interface Profile {
  readonly name: string
  readonly summary: string
  readonly needs: readonly ServerKind[]
  /** Whether fan-out runs in worker processes instead of in the one that serves. */
  readonly workerProcesses: boolean
  /**
   * Opens the stores: prepares schemas where that has not been done, connects, checks. Several processes may do so at
   * once.
   *
   * @param namespace lower-case letters, digits and `_`: separates the data of deployments on the same servers
   */
  open(addresses: Addresses, namespace: string): Promise<Deployment>
}

/** Stores of a profile, and how to let go of them. */
export interface Deployment {
  readonly stores: FeedStores
  /** Closes every connection. */
  close(): Promise<void>
  /** Closes, and removes all data of the namespace. */
  remove(): Promise<void>
}
