import {
  type Clock,
  type Fields,
  integerOption,
  invalidOption,
  type Logger,
  objectOption,
  optionFields,
  type RandomSource,
  silentLogger,
  systemClock,
  systemRandom,
  systemTimers,
  type Timers,
} from '@feed-engine/core'
import type { CassandraClient } from './database/client'
import type { ConnectOptions } from './database/connect'
import { DEFAULT_KEYSPACE } from './database/statement'
import type { CassandraOptions, CassandraSchemaOptions, ResolvedOptions, Target } from './options'

const KEYSPACE = /^[a-z][a-z0-9_]{0,47}$/
const DATA_CENTER = /^[\w .-]{1,128}$/
const CONNECTION = ['contactPoints', 'port', 'localDataCenter', 'username', 'password', 'ssl'] as const
const OTHERS = [
  'client',
  'keyspace',
  'allowSingleReplica',
  'callTimeoutMs',
  'maxConcurrentStatements',
  'clock',
  'timers',
  'random',
  'logger',
] as const
const NAMES = [...CONNECTION, ...OTHERS] as const

type Given = Fields<(typeof NAMES)[number]>

/** Checks every option and fills in the defaults. Fails with `INVALID_OPTION`, and connects to nothing. */
export function resolveOptions(input: CassandraOptions): ResolvedOptions {
  return resolve(optionFields(input, 'options', NAMES))
}

/** The same for the options of `createSchema`. */
export function resolveSchemaOptions(
  input: CassandraSchemaOptions,
): ResolvedOptions & { readonly replication: ReadonlyMap<string, number> } {
  const { replication, ...given } = optionFields(input, 'options', [...NAMES, 'replication'])
  return { ...resolve(given), replication: replicationOption(replication) }
}

function resolve(given: Given): ResolvedOptions {
  const callTimeoutMs = integerOption(given.callTimeoutMs, 'callTimeoutMs', { min: 1, max: 600_000, otherwise: 10_000 })
  return {
    target: targetOption(given, callTimeoutMs),
    keyspace: keyspaceOption(given.keyspace),
    allowSingleReplica: booleanOption(given.allowSingleReplica, 'allowSingleReplica'),
    callTimeoutMs,
    maxConcurrentStatements: integerOption(given.maxConcurrentStatements, 'maxConcurrentStatements', {
      min: 1,
      max: 10_000,
      otherwise: 256,
    }),
    clock: objectOption<Clock>(given.clock, 'clock', { methods: ['now'], otherwise: systemClock }),
    timers: objectOption<Timers>(given.timers, 'timers', {
      methods: ['setTimeout', 'clearTimeout'],
      otherwise: systemTimers,
    }),
    random: objectOption<RandomSource>(given.random, 'random', { methods: ['next'], otherwise: systemRandom }),
    logger: objectOption<Logger>(given.logger, 'logger', { methods: ['warn', 'error'], otherwise: silentLogger }),
  }
}

function targetOption(given: Given, connectTimeoutMs: number): Target {
  if (given.client === undefined) return { kind: 'options', options: connectOptions(given, connectTimeoutMs) }
  const [beside] = CONNECTION.filter((name) => given[name] !== undefined)
  if (beside !== undefined) throw invalidOption(beside, 'must not be given beside a client')
  const { client } = given as { readonly client: CassandraClient }
  return {
    kind: 'client',
    client: objectOption<CassandraClient>(client, 'client', { methods: ['connect', 'execute'], otherwise: client }),
  }
}

function connectOptions(given: Given, connectTimeoutMs: number): ConnectOptions {
  const { contactPoints, localDataCenter, username, password, ssl } = given
  if (!Array.isArray(contactPoints) || contactPoints.length === 0 || !contactPoints.every(isText)) {
    throw invalidOption('contactPoints', 'has to be an array of at least one host name or address, or a client given')
  }
  if (!isText(localDataCenter)) {
    throw invalidOption('localDataCenter', 'has to be the name of a data centre, as nodetool status shows it')
  }
  return {
    contactPoints: [...contactPoints],
    port: integerOption(given.port, 'port', { min: 1, max: 65_535, otherwise: 9_042 }),
    localDataCenter,
    connectTimeoutMs,
    ...credentialsOption(username, password),
    ...sslOption(ssl),
  }
}

function credentialsOption(username: unknown, password: unknown): Pick<ConnectOptions, 'credentials'> {
  if (username === undefined && password === undefined) return {}
  if (!isText(username)) throw invalidOption('username', 'has to be a string that is not empty, beside a password')
  if (!isText(password)) throw invalidOption('password', 'has to be a string that is not empty, beside a username')
  return { credentials: { username, password } }
}

function sslOption(ssl: unknown): Pick<ConnectOptions, 'ssl'> {
  if (ssl === undefined || ssl === false) return {}
  if (ssl === true) return { ssl: {} }
  if (typeof ssl === 'object' && ssl !== null) return { ssl }
  throw invalidOption('ssl', 'has to be true, false, or options of TLS')
}

function replicationOption(value: unknown): ReadonlyMap<string, number> {
  const rule = 'has to have the number of replicas of at least one data centre, as in { dc1: 3 }'
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidOption('replication', rule)
  const replicas = Object.entries(value)
  if (replicas.length === 0) throw invalidOption('replication', rule)
  for (const [name, count] of replicas) {
    if (!DATA_CENTER.test(name)) throw invalidOption('replication', 'has a name that no data centre can have')
    integerOption(count ?? null, `replication.${name}`, { min: 1, max: 100, otherwise: 1 })
  }
  return new Map(replicas)
}

function booleanOption(value: unknown, field: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false
  throw invalidOption(field, 'has to be true or false')
}

/** Part of every statement, so nothing but a plain name is let through. */
function keyspaceOption(value: unknown): string {
  if (value === undefined) return DEFAULT_KEYSPACE
  if (typeof value === 'string' && KEYSPACE.test(value)) return value
  throw invalidOption(
    'keyspace',
    'has to be a name of 1 to 48 lower-case letters, digits and _, beginning with a letter',
  )
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
