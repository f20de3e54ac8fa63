import type pg from 'pg'
import type { PostgresPool } from '../../src'

/** A pool without events whose clients take a text and values, and nothing else: the least that the stores need. */
export function plainPool(pool: pg.Pool): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect()
      return {
        query(text: string, values?: unknown[]) {
          if (typeof text !== 'string') throw new TypeError('only text and values')
          return client.query(text, values)
        },
        release: (error) => client.release(error),
      }
    },
  }
}
