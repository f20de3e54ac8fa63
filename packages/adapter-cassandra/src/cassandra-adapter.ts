import { type Adapter, FeedError, type PortCall } from '@feed-engine/core'
import type { Database } from './database/database'
import type { Session } from './database/session'

/** What the stores share: a database, which ends with the last of them, and calls that a closed store refuses. */
export abstract class CassandraAdapter implements Adapter {
  readonly name = 'cassandra'
  readonly #database: Database
  #closing: Promise<void> | undefined

  /** @internal */
  constructor(database: Database) {
    this.#database = database
    database.join()
  }

  /**
   * Connects and checks the cluster now, instead of with the first call: keyspace, schema, replication. Fails with
   * `UNAVAILABLE` where they are missing or nothing can be reached, and with `UNSUPPORTED` where the keyspace does not
   * survive the loss of a node.
   */
  async ready(call?: PortCall): Promise<void> {
    await this.read(call, async () => undefined)
  }

  /** After this every other method fails with `CLOSED`. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#database.leave()
    return this.#closing
  }

  /** @internal */
  protected async read<T>(call: PortCall | undefined, work: (session: Session) => Promise<T>): Promise<T> {
    this.#begin(call)
    return this.#database.read(call, work)
  }

  /** @internal */
  protected async write<T>(call: PortCall | undefined, work: (session: Session) => Promise<T>): Promise<T> {
    this.#begin(call)
    return this.#database.write(call, work)
  }

  #begin(call: PortCall | undefined): void {
    if (this.#closing !== undefined) throw new FeedError({ code: 'CLOSED', rule: 'the store is closed' })
    if (call?.signal?.aborted === true) throw new FeedError({ code: 'ABORTED', rule: 'the call was aborted' })
  }
}
