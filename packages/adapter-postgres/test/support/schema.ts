import pg from 'pg'
import { inject } from 'vitest'
import type { Connections } from '../../../../scripts/services/connections'
import { migrate, type PostgresOptions } from '../../src'

/** A schema of a test file's own, on the server that the tests share. */
export interface TestSchema {
  /** Options that reach it. */
  readonly options: PostgresOptions
  /** For looking at tables past the stores. */
  readonly admin: pg.Pool
  drop(): Promise<void>
}

export function serverOptions(): Connections['postgres'] {
  return inject('connections').postgres
}

let schemas = 0

/** A name that no other run uses. */
export function freshSchemaName(): string {
  return `test_${process.pid}_${Date.now().toString(36)}_${++schemas}`
}

/** A schema with all migrations. */
export async function createSchema(): Promise<TestSchema> {
  const schema = freshSchemaName()
  const options = { ...serverOptions(), schema }
  await migrate(options)
  const admin = new pg.Pool({ ...serverOptions(), max: 2, options: `-c search_path=${schema}` })
  return {
    options,
    admin,
    async drop() {
      await admin.query(`drop schema ${schema} cascade`)
      await admin.end()
    },
  }
}
