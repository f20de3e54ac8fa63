import type { Logger, RandomSource } from '@feed-engine/core'
import { Cluster, Redis } from 'ioredis'
import type { Credentials, Target } from './connection-options'
import { toFeedError } from './errors'
import type { RedisClient } from './redis-client'

export interface Connection {
  readonly client: RedisClient
  /** Ends the connection, unless it was handed to the adapter. */
  close(): void
}

export interface ConnectParams {
  readonly timeoutMs: number
  readonly random: RandomSource
  readonly logger: Logger
}

const LONGEST_RECONNECT_DELAY_MS = 2_000
const FIRST_RECONNECT_DELAY_MS = 50

/** Connects, unless a client is there already. Connecting happens in the background: calls wait for it, and time out. */
export function connect(target: Target, params: ConnectParams): Connection {
  if (target.kind === 'client') return { client: target.client, close: () => undefined }
  const options = redisOptions(target.credentials, params)
  const client = create(target, options)
  // Without a listener the client prints to the console, address included.
  client.on('error', (error: NodeJS.ErrnoException) =>
    params.logger.warn('the connection to Redis has trouble', {
      code: error.code ?? error.name,
      rule: toFeedError(error, 'read').rule,
    }),
  )
  return { client, close: () => client.disconnect() }
}

function create(
  target: Exclude<Target, { kind: 'client' }>,
  options: ReturnType<typeof redisOptions>,
): Redis | Cluster {
  if (target.kind === 'url') return new Redis(target.url, options)
  if (target.kind === 'host') return new Redis({ ...options, host: target.host, port: target.port })
  return new Cluster([...target.nodes], {
    redisOptions: options,
    clusterRetryStrategy: options.retryStrategy,
    slotsRefreshTimeout: options.connectTimeout,
    scaleReads: 'master',
    // Pipelines are grouped by master here; what the client would group itself it groups wrongly while slots move.
    enableAutoPipelining: false,
  })
}

function redisOptions({ tls, ...credentials }: Credentials, { timeoutMs, random }: ConnectParams) {
  return {
    ...credentials,
    ...(tls ? { tls: {} } : {}),
    commandTimeout: timeoutMs,
    socketTimeout: 2 * timeoutMs,
    connectTimeout: timeoutMs,
    maxRetriesPerRequest: 1,
    enableAutoPipelining: false,
    retryStrategy: (attempt: number) =>
      Math.ceil(
        random.next() * Math.min(LONGEST_RECONNECT_DELAY_MS, FIRST_RECONNECT_DELAY_MS * 2 ** Math.min(attempt, 20)),
      ),
    // After a fail-over the address may lead to the new master.
    reconnectOnError: (error: Error) => /(?:^|[\s-])READONLY\s/.test(error.message),
  }
}
