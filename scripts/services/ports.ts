/** Below the range that systems hand out to outgoing connections, and away from the defaults of any server. */
const DEFAULT_FIRST = '23700'

/** Where each server listens, on loopback. `compose.yaml` has the same defaults. */
export const portsFrom = (first: number) => ({
  redis: first,
  redisCluster: [first + 1, first + 2, first + 3] as const,
  redisClusterBus: [first + 11, first + 12, first + 13] as const,
  postgres: first + 20,
  kafka: first + 30,
  kafkaController: first + 31,
  cassandra: first + 40,
  cassandraStorage: first + 41,
  lock: first + 99,
})

export type Ports = ReturnType<typeof portsFrom>

export function firstPortFrom(given = DEFAULT_FIRST): number {
  const first = Number(given)
  if (Number.isInteger(first) && first >= 1_024 && first <= 65_000) return first
  throw new Error(`FEED_ENGINE_PORT_BASE: an integer from 1024 to 65000 is needed, not ${given}`)
}

export const HOST = '127.0.0.1'

export const firstPort = firstPortFrom(process.env['FEED_ENGINE_PORT_BASE'])

export const ports = portsFrom(firstPort)
