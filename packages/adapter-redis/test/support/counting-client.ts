import type { RedisArgument, RedisClient, RedisPipeline } from '../../src'

/** What a client sent: one number for each write, how many commands it held. */
export interface CountingClient extends RedisClient {
  readonly writes: number[]
}

/** A client that counts; everything that the adapter needs of it goes through. */
export function counting<C extends RedisClient & { readonly slots?: readonly (readonly string[])[] }>(
  client: C,
): CountingClient {
  const writes: number[] = []
  return {
    writes,
    isCluster: client.isCluster,
    get slots() {
      return client.slots ?? []
    },
    duplicate: () => client.duplicate(),
    callBuffer(command: string, ...args: RedisArgument[]) {
      writes.push(1)
      return client.callBuffer(command, ...args)
    },
    pipeline(): RedisPipeline {
      const pipeline = client.pipeline()
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
    },
  } as CountingClient
}
