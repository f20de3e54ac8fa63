import { readdirSync } from 'node:fs'
import pg from 'pg'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createPostgresStores, migrate, type PostgresOptions } from '../src'
import { TENANT } from './support/data'
import { freshSchemaName, serverOptions } from './support/schema'

const files = readdirSync(new URL('../migrations/', import.meta.url)).sort()
const admin = new pg.Pool({ ...serverOptions(), max: 2 })
const schemas: string[] = []

function freshOptions(schema = freshSchemaName()): PostgresOptions & { readonly schema: string } {
  schemas.push(schema)
  return { ...serverOptions(), schema }
}

const readSomething = async (options: PostgresOptions): Promise<unknown> => {
  const stores = createPostgresStores(options)
  return stores.graph.counts({ tenant: TENANT, userIds: ['a'] }).finally(() => stores.close())
}

afterEach(async () => {
  for (const schema of schemas.splice(0)) await admin.query(`drop schema if exists "${schema}" cascade`)
})
afterAll(() => admin.end())

describe('migrate', () => {
  it('applies every migration once, however many processes start at once', async () => {
    const options = freshOptions()
    const applied = await Promise.all(Array.from({ length: 8 }, () => migrate(options)))
    expect(applied.flat()).toEqual(files)
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1)
    const { rows } = await admin.query(`select name from ${options.schema}.migrations order by version`)
    expect(rows.map(({ name }) => name)).toEqual(files)
    expect(await migrate(options)).toEqual([])
  })

  it('does without the right to create schemas where the schema is there', async () => {
    const { schema } = freshOptions()
    const role = `${schema}_role`
    await admin.query(`create schema ${schema}; create role ${role} login password 'secret'`)
    await admin.query(`grant create, usage on schema ${schema} to ${role}`)
    try {
      const options = { ...serverOptions(), user: role, password: 'secret', schema }
      expect(await migrate(options)).toEqual(files)
      await expect(readSomething(options)).resolves.toBeDefined()
    } finally {
      await admin.query(`drop owned by ${role}; drop role ${role}`)
    }
  })

  it('quotes names that SQL keeps for itself', async () => {
    const options = freshOptions('user')
    await migrate(options)
    await expect(readSomething(options)).resolves.toBeDefined()
  })

  it('leaves nothing behind when it fails', async () => {
    const options = freshOptions()
    await admin.query(`create schema ${options.schema}; create table ${options.schema}.pull_marks ()`)
    await expect(migrate(options)).rejects.toMatchObject({ code: 'INTERNAL', rule: expect.stringContaining('42P07') })
    const { rows } = await admin.query('select tablename from pg_tables where schemaname = $1', [options.schema])
    expect(rows).toEqual([{ tablename: 'pull_marks' }])
  })

  it.each([
    ['newer', 'insert into migrations (version, name, checksum) values (1000, $1, $1)', 'newer than this release'],
    ['altered', 'update migrations set checksum = $1 where version = 2', 'another content'],
  ])('refuses a database with a migration that is %s, and so do the stores', async (_, change, rule) => {
    const options = freshOptions()
    await migrate(options)
    await admin.query(change.replace('migrations', `${options.schema}.migrations`), ['x'])
    const refusal = { code: 'UNSUPPORTED', retryable: false, rule: expect.stringContaining(rule) }
    await expect(migrate(options)).rejects.toMatchObject(refusal)
    await expect(readSomething(options)).rejects.toMatchObject(refusal)
  })
})

describe('stores', () => {
  it('say what is missing, and work once it is there', async () => {
    const options = freshOptions()
    const stores = createPostgresStores(options)
    const counts = () => stores.graph.counts({ tenant: TENANT, userIds: ['a'] })
    const missing = { code: 'UNAVAILABLE', retryable: false, rule: expect.stringContaining('run migrate() first') }
    await expect(counts()).rejects.toMatchObject(missing)
    await migrate(options)
    await admin.query(`delete from ${options.schema}.migrations where version = ${files.length}`)
    await expect(counts()).rejects.toMatchObject({ ...missing, rule: expect.stringContaining(files.at(-1) ?? '') })
    await admin.query(`drop schema ${options.schema} cascade`)
    await migrate(options)
    await expect(counts()).resolves.toEqual(new Map([['a', { followers: 0, followees: 0 }]]))
    await stores.close()
  })

  it('refuse a server whose transactions do not read what was committed', async () => {
    const options = freshOptions()
    await migrate(options)
    const pool = new pg.Pool({ ...serverOptions(), options: '-c default_transaction_isolation=serializable' })
    await expect(readSomething({ pool, schema: options.schema })).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    await pool.end()
  })
})
