import { type Adapter, FeedError, type PortCall } from '@feed-engine/core'
import { closedError, type Database } from './database'
import type { Statement } from './statement'

/** What the stores share: a database, which ends with the last of them, and calls that a closed store refuses. */
export abstract class PostgresAdapter implements Adapter {
  readonly name = 'postgres'
  /** @internal */
  protected readonly database: Database
  #closing: Promise<void> | undefined

  /** @internal */
  constructor(database: Database) {
    this.database = database
    database.join()
  }

  /** After this every other method fails with `CLOSED`. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.database.leave()
    return this.#closing
  }

  /** @internal */
  protected get isClosed(): boolean {
    return this.#closing !== undefined
  }

  /** @internal */
  protected async query<Row>(statement: Statement, values: unknown[], call?: PortCall): Promise<readonly Row[]> {
    this.begin(call)
    return this.database.query<Row>(statement, values, call)
  }

  /** The only row of a statement that answers exactly one. @internal */
  protected async queryOne<Row>(statement: Statement, values: unknown[], call?: PortCall): Promise<Row> {
    const [row] = await this.query<Row>(statement, values, call)
    if (row === undefined)
      throw new FeedError({ code: 'INTERNAL', rule: 'PostgreSQL answered no row', outcome: 'unknown' })
    return row
  }

  /** Begins a call, unless the store is closed or the call aborted. @internal */
  protected begin(call: PortCall | undefined): void {
    if (this.isClosed) throw closedError()
    if (call?.signal?.aborted === true) throw new FeedError({ code: 'ABORTED', rule: 'the call was aborted' })
  }
}
