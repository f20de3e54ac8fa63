import pg from 'pg'
import { expect, it } from 'vitest'
import { createPostgresStores, type PostgresOptions } from '../src'

it.each<[string, object, string]>([
  ['an unknown name', { shema: 'a' }, 'options'],
  ['a pool that is none', { pool: {} }, 'pool'],
  ['a pool and a host', { pool: new pg.Pool(), host: 'a' }, 'host'],
  ['a schema with a quote', { schema: 'a"b' }, 'schema'],
  ['a schema that starts with a digit', { schema: '1a' }, 'schema'],
  ['a single connection', { maxConnections: 1 }, 'maxConnections'],
  ['no time at all', { acquireTimeoutMs: 0 }, 'acquireTimeoutMs'],
  ['a retention of a second', { bus: { retentionMs: 1_000 } }, 'bus.retentionMs'],
  ['an unknown name of the bus', { bus: { poll: 5 } }, 'bus'],
  ['a word for a choice', { bus: { listen: 'yes' } }, 'bus.listen'],
  ['timers that are none', { timers: {} }, 'timers'],
])('refuses %s', (_, options, field) => {
  expect(() => createPostgresStores(options as PostgresOptions)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION', field }),
  )
})
