import pg from 'pg'
import { inject } from 'vitest'
import type { Connections } from '../../../scripts/services/connections'
import { OldApplication } from '../src/old-application/posts'

/** Schemas of a test file's own, on the server that the tests share. */
export interface TestDatabase {
  readonly pool: pg.Pool
  readonly schema: string
  readonly sideSchema: string
  /** A table of posts as an application has it, without anything of the engine. */
  createTable(): Promise<{ readonly table: string; readonly application: OldApplication }>
  drop(): Promise<void>
}

export async function createDatabase(): Promise<TestDatabase> {
  const server: Connections['postgres'] = inject('connections').postgres
  const pool = new pg.Pool({ ...server, max: 8 })
  const schema = `own_posts_${process.pid}_${Date.now().toString(36)}`
  const sideSchema = `${schema}_side`
  await pool.query(`create schema ${schema}`)
  let tables = 0
  return {
    pool,
    schema,
    sideSchema,
    async createTable() {
      const table = `${schema}.posts_${++tables}`
      const application = new OldApplication(pool, table)
      await application.createTable()
      return { table, application }
    },
    async drop() {
      // One statement drops few enough tables for the lock table of the server.
      for (let number = 1; number <= tables; number++) await pool.query(`drop table ${schema}.posts_${number}`)
      await pool.query(`drop schema if exists ${sideSchema} cascade`)
      await pool.query(`drop schema ${schema} cascade`)
      await pool.end()
    },
  }
}
