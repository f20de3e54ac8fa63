import type { CallLimit } from './call-limit'
import type { CassandraClient } from './client'
import { toFeedError } from './errors'
import type { PartitionQueues } from './partition-queues'
import { inKeyspace, type Statement } from './statement'

/** `LOCAL_QUORUM` and `LOCAL_SERIAL` of the native protocol. */
const LOCAL_QUORUM = 6
const LOCAL_SERIAL = 9
/** Rows of one answer of the server; a longer result is read page by page. */
export const FETCH_SIZE = 1_000

export type Parameter = string | number | boolean | Buffer | null | readonly (string | Buffer)[]

export interface SessionParams {
  readonly client: CassandraClient
  readonly keyspace: string
  readonly limit: CallLimit
  readonly queues: PartitionQueues
  /** Bounds the statements that are under way at once. */
  readonly bounded: <T>(work: () => Promise<T>) => Promise<T>
}

/** The statements of one call. */
export class Session {
  readonly #params: SessionParams
  #wrote = false

  constructor(params: SessionParams) {
    this.#params = params
  }

  /** Whether anything was sent that may have changed something. */
  get wrote(): boolean {
    return this.#wrote
  }

  /** Every row of a result. */
  async rows<Row>(statement: Statement, params: readonly Parameter[]): Promise<readonly Row[]> {
    const rows: Row[] = []
    let pageState: string | undefined
    do {
      const result = await this.#execute(statement, params, pageState)
      rows.push(...((result.rows ?? []) as readonly Row[]))
      pageState = typeof result.pageState === 'string' ? result.pageState : undefined
    } while (pageState !== undefined)
    return rows
  }

  async row<Row>(statement: Statement, params: readonly Parameter[]): Promise<Row | undefined> {
    return (await this.rows<Row>(statement, params))[0]
  }

  async write(statement: Statement, params: readonly Parameter[]): Promise<void> {
    await this.#execute(statement, params)
  }

  /** Runs a lightweight transaction; answers whether it was applied. */
  compare(statement: Statement, partition: readonly string[], params: readonly Parameter[]): Promise<boolean> {
    return this.#params.queues.run(JSON.stringify(partition), async () => {
      const { rows } = await this.#execute(statement, params)
      return (rows?.[0] as { readonly '[applied]'?: boolean } | undefined)?.['[applied]'] === true
    })
  }

  async #execute({ kind, text }: Statement, params: readonly Parameter[], pageState?: string) {
    const { client, keyspace, limit, bounded } = this.#params
    const wrote = this.#wrote
    const writing = kind !== 'read'
    try {
      return await bounded(() => {
        limit.check()
        this.#wrote ||= writing
        return client.execute(inKeyspace(text, keyspace), [...params], {
          prepare: true,
          isIdempotent: kind !== 'compare',
          consistency: LOCAL_QUORUM,
          serialConsistency: LOCAL_SERIAL,
          // The driver gives the statement up no later than the caller may have, so that it does not pile up.
          readTimeout: limit.deadlineMs,
          fetchSize: FETCH_SIZE,
          ...(pageState === undefined ? {} : { pageState }),
        })
      })
    } catch (error) {
      throw toFeedError(error, { writing, wrote })
    }
  }
}
