import pg from 'pg'
import type { PostgresClient, PostgresPool, PostgresQuery } from '../../src'

/** A pool that writes down every statement that goes to the server. */
export interface WatchedPool extends PostgresPool {
  readonly statements: string[]
  end(): Promise<void>
}

export function watchedPool(options: pg.PoolConfig): WatchedPool {
  const pool = new pg.Pool(options)
  const statements: string[] = []
  return {
    statements,
    async connect() {
      return watched(await pool.connect(), statements)
    },
    end: () => pool.end(),
  }
}

function watched(client: pg.PoolClient, statements: string[]): PostgresClient {
  return {
    query(query: string | PostgresQuery, values?: unknown[]) {
      statements.push(typeof query === 'string' ? query : query.text)
      return typeof query === 'string' ? client.query(query, values) : client.query(query)
    },
    release: (error) => client.release(error),
  }
}
