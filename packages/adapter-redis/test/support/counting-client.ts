import type { RedisArgument, RedisClient, RedisPipeline } from '../../src'
import type { Connection, RedisClusterClient } from '../../src/client/redis-client'

/** What a client sent: one number for each write, how many commands it held. */
export interface CountingClient extends RedisClient {
  readonly writes: number[]
}

type Countable = RedisClient & Partial<Pick<RedisClusterClient, 'slots' | 'nodes'>>

/** A client that counts; everything that the adapter needs of it goes through. */
export function counting(client: Countable): CountingClient {
  const writes: number[] = []
  return {
    writes,
    isCluster: client.isCluster,
    get slots() {
      return client.slots ?? []
    },
    nodes: () =>
      client.nodes?.('master').map((node) => ({
        get status() {
          return node.status
        },
        options: node.options,
        pipeline: () => countingPipeline(node, writes),
      })),
    duplicate: () => client.duplicate(),
    callBuffer(command: string, ...args: RedisArgument[]) {
      writes.push(1)
      return client.callBuffer(command, ...args)
    },
    pipeline: () => countingPipeline(client, writes),
  } as CountingClient
}

function countingPipeline(connection: Connection, writes: number[]): RedisPipeline {
  const pipeline = connection.pipeline()
  let commands = 0
  return {
    callBuffer(command, ...args) {
      commands++
      return pipeline.callBuffer(command, ...args)
    },
    exec() {
      writes.push(commands)
      return pipeline.exec()
    },
  }
}
