/** What the adapters need of a page of results. Rows have a property for each column. */
export interface CassandraResult {
  readonly rows?: readonly object[] | undefined
  readonly pageState?: unknown
}

/** Options of the driver that the adapters set themselves on every statement. */
export interface CassandraQueryOptions {
  readonly prepare: boolean
  readonly isIdempotent: boolean
  readonly consistency: number
  readonly serialConsistency: number
  readonly readTimeout: number
  readonly fetchSize: number
  readonly pageState?: string
}

/** What the adapters use of a client: `Client` of cassandra-driver 4 has it, and nothing else of it is needed. */
export interface CassandraClient {
  connect(): Promise<void>
  execute(query: string, params: unknown[], options: CassandraQueryOptions): Promise<CassandraResult>
}

/** A client that the adapters created, and therefore shut down. */
export interface OwnClient extends CassandraClient {
  shutdown(): Promise<void>
}
