export type RedisArgument = string | Buffer | number

/** Commands sent in one write, each answered on its own. */
export interface RedisPipeline {
  callBuffer(command: string, ...args: RedisArgument[]): unknown
  exec(): Promise<readonly (readonly [error: Error | null, reply?: unknown])[] | null>
}

/** What the adapters use of a client: `Redis` and `Cluster` of ioredis have it, and nothing else of theirs is needed. */
export interface RedisClient {
  readonly isCluster: boolean
  /** Sends any command; bulk strings of the reply are buffers. */
  callBuffer(command: string, ...args: RedisArgument[]): Promise<unknown>
  pipeline(): RedisPipeline
  /** A connection of its own to the same place, for subscribing to channels. */
  duplicate(): RedisSubscriber
}

/** What pipelines are sent through. */
export type Connection = Pick<RedisClient, 'pipeline'>

/** A connection to one server of a Cluster, which knows nothing of slots. */
export interface RedisNode extends Connection {
  readonly status: string
  readonly options: { readonly host?: string | undefined; readonly port?: number | undefined }
}

export interface RedisClusterClient extends RedisClient {
  /** The addresses that serve each slot, the master's first; empty until the client is connected. */
  readonly slots: readonly (readonly string[])[]
  nodes(role: 'master'): readonly RedisNode[]
}

/** A connection that listens to channels. */
export interface RedisSubscriber {
  subscribe(...channels: string[]): Promise<unknown>
  on(event: 'message', listener: (channel: string, message: string) => void): unknown
  on(event: 'ready', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  disconnect(): void
}

interface SingleClient extends RedisClient {
  duplicate(override?: { readonly autoResubscribe: boolean }): RedisSubscriber
}

/**
 * A connection that its user subscribes anew, when it is `ready` again. A client of one server does that itself unless
 * told otherwise, but awaits it nowhere: a failure would end the process.
 */
export function subscriberOf(client: RedisClient): RedisSubscriber {
  const single: SingleClient = client
  return client.isCluster ? client.duplicate() : single.duplicate({ autoResubscribe: false })
}

export function isCluster(client: RedisClient): client is RedisClusterClient {
  return client.isCluster
}
