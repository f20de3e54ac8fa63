import { type FeedError, integerOption, invalidOption } from '@feed-engine/core'
import { isCluster, type RedisClient } from './redis-client'

/** Where Redis is: exactly one of `client`, `url`, `host` and `nodes`. */
export interface RedisConnectionOptions {
  /**
   * An ioredis client, as for Sentinel, which stays open at `close()`. Give it a `commandTimeout`, no `keyPrefix`, no
   * automatic pipelining, and let it read from masters only.
   */
  readonly client?: RedisClient
  /** `redis://` or, with TLS, `rediss://`. */
  readonly url?: string
  readonly host?: string
  /** @defaultValue 6,379 */
  readonly port?: number
  /** Some nodes of a Redis Cluster, from which the others are found. */
  readonly nodes?: readonly { readonly host: string; readonly port: number }[]
  readonly username?: string
  readonly password?: string
  /** TLS for `host` and `nodes`. @defaultValue false */
  readonly tls?: boolean
}

/** Names of {@link RedisConnectionOptions}, for the check of options that extend it. */
export const CONNECTION_OPTIONS = ['client', 'url', 'host', 'port', 'nodes', 'username', 'password', 'tls'] as const

export type Target =
  | { readonly kind: 'client'; readonly client: RedisClient }
  | { readonly kind: 'url'; readonly url: string; readonly credentials: Credentials }
  | { readonly kind: 'host'; readonly host: string; readonly port: number; readonly credentials: Credentials }
  | { readonly kind: 'nodes'; readonly nodes: readonly Address[]; readonly credentials: Credentials }

export interface Address {
  readonly host: string
  readonly port: number
}

export interface Credentials {
  readonly username?: string
  readonly password?: string
  readonly tls: boolean
}

type Given = { readonly [Name in (typeof CONNECTION_OPTIONS)[number]]?: unknown }

/** Checks where Redis is. Fails with `INVALID_OPTION`, naming no address. */
export function resolveTarget(given: Given): Target {
  const [way, ...others] = (['client', 'url', 'host', 'nodes'] as const).filter((name) => given[name] !== undefined)
  if (way === undefined || others.length > 0) {
    throw invalidOption('options', 'has to have exactly one of client, url, host and nodes')
  }
  if (way === 'client') return { kind: 'client', client: masterOption(given.client) }
  const credentials = resolveCredentials(given)
  if (way === 'url') return { kind: 'url', url: urlOption(given.url), credentials }
  if (way === 'host') {
    return { kind: 'host', ...addressOption({ host: given.host, port: given.port ?? 6_379 }, ''), credentials }
  }
  if (!Array.isArray(given.nodes) || given.nodes.length === 0) {
    throw invalidOption('nodes', 'has to be an array of at least one { host, port }')
  }
  const nodes = given.nodes.map((node: unknown, index) => addressOption(node, `nodes[${index}].`))
  return { kind: 'nodes', nodes, credentials }
}

function masterOption(value: unknown): RedisClient {
  const client = clientOption(value, 'client')
  if (isCluster(client) && typeof client.nodes !== 'function') throw noClient('client')
  if (readsFromReplicas(client as object))
    throw invalidOption('client', 'must not read from replicas (scaleReads): they lag behind what was acknowledged')
  return client
}

/** A client of ioredis that was handed over. */
export function clientOption(value: unknown, name: string): RedisClient {
  const client = value as Partial<RedisClient> | null
  const methods = ['callBuffer', 'pipeline', 'duplicate'] as const
  const fits =
    typeof client === 'object' && client !== null && methods.every((method) => typeof client[method] === 'function')
  if (!fits) throw noClient(name)
  if (hasKeyPrefix(client as object))
    throw invalidOption(name, 'must not have a keyPrefix: scripts tell keys by their parts')
  return client as RedisClient
}

function noClient(name: string): FeedError {
  return invalidOption(name, 'has to be a Redis or Cluster of ioredis 6')
}

function readsFromReplicas({ options }: { readonly options?: { readonly scaleReads?: unknown } }): boolean {
  return options?.scaleReads !== undefined && options.scaleReads !== 'master'
}

function hasKeyPrefix(client: { readonly options?: { readonly keyPrefix?: unknown } }): boolean {
  return typeof client.options?.keyPrefix === 'string' && client.options.keyPrefix !== ''
}

function urlOption(value: unknown): string {
  if (typeof value === 'string' && /^rediss?:\/\/\S+$/.test(value)) return value
  throw invalidOption('url', 'has to begin with redis:// or rediss://')
}

function addressOption(value: unknown, path: string): Address {
  const { host, port } = (typeof value === 'object' && value !== null ? value : {}) as {
    host?: unknown
    port?: unknown
  }
  if (typeof host !== 'string' || host === '') throw invalidOption(`${path}host`, 'has to be a host name or address')
  return { host, port: integerOption(port, `${path}port`, { min: 1, max: 65_535, otherwise: 6_379 }) }
}

function resolveCredentials({ username, password, tls = false }: Given): Credentials {
  for (const [name, value] of Object.entries({ username, password })) {
    if (value !== undefined && typeof value !== 'string') throw invalidOption(name, 'has to be a string')
  }
  if (typeof tls !== 'boolean') throw invalidOption('tls', 'has to be true or false')
  return {
    tls,
    ...(typeof username === 'string' ? { username } : {}),
    ...(typeof password === 'string' ? { password } : {}),
  }
}
