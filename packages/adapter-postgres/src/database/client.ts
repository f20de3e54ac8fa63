/** A statement with its parameters, and a name if it shall be prepared once per connection. */
export interface PostgresQuery {
  readonly name?: string
  readonly text: string
  readonly values: unknown[]
}

/** The part of a client that the adapters use: `pg.PoolClient`, and others of its shape. */
export interface PostgresClient {
  /** Without values, the text may hold several statements. */
  query(query: string | PostgresQuery, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
  /** Gives the connection back; with an error, or `true`, ends it instead. */
  release(error?: Error | boolean): void
  /** Needed for notifications, which wake consumers at once; without it they poll. */
  on?(event: string, listener: (argument: unknown) => void): unknown
  removeListener?(event: string, listener: (argument: unknown) => void): unknown
}

/** The part of a pool that the adapters use: `pg.Pool`, and others of its shape. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>
  on?(event: string, listener: (argument: unknown) => void): unknown
  removeListener?(event: string, listener: (argument: unknown) => void): unknown
}

/** A pool that the adapters created, and therefore end. */
export interface OwnPool extends PostgresPool {
  end(): Promise<void>
}
