import { Client, type ClientOptions } from 'cassandra-driver'
import type { OwnClient } from './client'

export interface ConnectOptions {
  readonly contactPoints: readonly string[]
  readonly port: number
  readonly localDataCenter: string
  readonly credentials?: { readonly username: string; readonly password: string }
  readonly ssl?: object
  readonly connectTimeoutMs: number
}

/** What has to be ended by hand, since `shutdown` of the driver forgets it. */
interface Internals {
  readonly connected?: boolean
  readonly controlConnection?: {
    shutdown?(): void
    readonly connection?: { closeAsync?(): Promise<unknown> } | null
  }
}

interface RemovedHost {
  shutdown?(waitForPending: boolean): Promise<unknown>
}

interface Connection {
  readonly client: Client
  /** Nodes that have left the cluster: the driver goes on trying to reach them. */
  readonly removed: Set<RemovedHost>
}

/**
 * A client without a keyspace, since statements name theirs. `connect` makes a new client of the driver each time: one
 * that failed to connect is not fit for another try.
 */
export function createClient(options: ConnectOptions): OwnClient {
  let current: Connection | undefined
  return {
    async connect() {
      const before = current
      const connection = open(options)
      current = connection
      if (before !== undefined) await dispose(before)
      try {
        await connection.client.connect()
      } catch (error) {
        await dispose(connection)
        throw error
      }
      // Somebody lost patience in the meantime.
      if (current !== connection) await dispose(connection)
    },
    async execute(query, params, queryOptions) {
      if (current === undefined) throw new Error('the client is not connected')
      return current.client.execute(query, params, queryOptions)
    },
    async shutdown() {
      const connection = current
      current = undefined
      if (connection !== undefined) await dispose(connection)
    },
  }
}

function open(options: ConnectOptions): Connection {
  const client = new Client(driverOptions(options))
  const removed = new Set<RemovedHost>()
  client.on('hostRemove', (host: RemovedHost) => removed.add(host))
  return { client, removed }
}

async function dispose({ client, removed }: Connection): Promise<void> {
  const { connected, controlConnection } = client as unknown as Internals
  await client.shutdown().catch(() => undefined)
  controlConnection?.shutdown?.()
  // Of a client that was connected it has been closed already, and closing it once more would open another one.
  if (connected !== true) await controlConnection?.connection?.closeAsync?.()
  for (const host of removed) await host.shutdown?.(false)
}

function driverOptions(options: ConnectOptions): ClientOptions {
  const { contactPoints, port, localDataCenter, credentials, ssl, connectTimeoutMs } = options
  return {
    contactPoints: [...contactPoints],
    localDataCenter,
    protocolOptions: { port },
    socketOptions: { connectTimeout: connectTimeoutMs, readTimeout: connectTimeoutMs },
    encoding: { copyBuffer: true, useUndefinedAsUnset: false },
    ...(credentials === undefined ? {} : { credentials: { ...credentials } }),
    ...(ssl === undefined ? {} : { sslOptions: { ...ssl } }),
  }
}
