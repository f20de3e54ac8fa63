import {
  integerOption,
  invalidOption,
  type Logger,
  objectOption,
  optionFields,
  silentLogger,
  systemTimers,
  type Timers,
} from '@feed-engine/core'
import type { PostgresPool } from './database/client'
import { createPool } from './database/pool'
import { DEFAULT_SCHEMA } from './database/statement'
import type { BusOptions, PostgresOptions, ResolvedOptions } from './options'

const DAY_MS = 86_400_000
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/
const CONNECTION = [
  'connectionString',
  'host',
  'port',
  'database',
  'user',
  'password',
  'ssl',
  'maxConnections',
] as const
const TIMEOUTS = ['acquireTimeoutMs', 'statementTimeoutMs'] as const
const OTHERS = ['pool', 'schema', 'preparedStatements', 'bus', 'timers', 'logger'] as const

/** Checks every option and fills in the defaults. Fails with `INVALID_OPTION`, and connects to nothing. */
export function resolveOptions(input: PostgresOptions): ResolvedOptions {
  const given = optionFields(input, 'options', [...CONNECTION, ...TIMEOUTS, ...OTHERS])
  const timeouts = {
    acquireTimeoutMs: timeoutOption(given.acquireTimeoutMs, 'acquireTimeoutMs', 5_000),
    statementTimeoutMs: timeoutOption(given.statementTimeoutMs, 'statementTimeoutMs', 30_000),
  }
  const maxConnections = integerOption(given.maxConnections, 'maxConnections', { min: 2, max: 1_000, otherwise: 10 })
  const names = CONNECTION.filter((name) => given[name] !== undefined)
  const connection = Object.fromEntries(names.map((name) => [name, given[name]]))
  const timers = objectOption<Timers>(given.timers, 'timers', {
    methods: ['setTimeout', 'clearTimeout'],
    otherwise: systemTimers,
  })
  const created = createPool({ ...connection, ...timeouts, maxConnections }, timers)
  const pool = objectOption<PostgresPool>(given.pool, 'pool', { methods: ['connect'], otherwise: created })
  if (pool !== created && names[0] !== undefined) throw invalidOption(names[0], 'must not be given beside a pool')
  return {
    pool,
    ownPool: pool === created ? created : undefined,
    schema: schemaOption(given.schema),
    ...timeouts,
    preparedStatements: booleanOption(given.preparedStatements, 'preparedStatements', true),
    bus: busOptions(given.bus),
    timers,
    logger: objectOption<Logger>(given.logger, 'logger', { methods: ['warn', 'error'], otherwise: silentLogger }),
  }
}

function busOptions(input: unknown): BusOptions {
  const given = optionFields(input, 'bus', ['retentionMs', 'pollIntervalMs', 'listen'])
  return {
    retentionMs: integerOption(given.retentionMs, 'bus.retentionMs', {
      min: 60_000,
      max: 3_650 * DAY_MS,
      otherwise: 7 * DAY_MS,
    }),
    pollIntervalMs: integerOption(given.pollIntervalMs, 'bus.pollIntervalMs', {
      min: 10,
      max: 60_000,
      otherwise: 1_000,
    }),
    listen: booleanOption(given.listen, 'bus.listen', true),
  }
}

function timeoutOption(value: unknown, field: string, otherwise: number): number {
  return integerOption(value, field, { min: 1, max: 600_000, otherwise })
}

function booleanOption(value: unknown, field: string, otherwise: boolean): boolean {
  if (value === undefined) return otherwise
  if (typeof value === 'boolean') return value
  throw invalidOption(field, 'has to be true or false')
}

/** Part of every statement, so nothing but a plain name is let through. */
function schemaOption(value: unknown): string {
  if (value === undefined) return DEFAULT_SCHEMA
  if (typeof value === 'string' && SCHEMA_NAME.test(value)) return value
  throw invalidOption(
    'schema',
    'has to be a name of 1 to 63 lower-case letters, digits and _, not starting with a digit',
  )
}
