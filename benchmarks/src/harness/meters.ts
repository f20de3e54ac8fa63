import type { Addresses, ServerKind } from '@feed-engine/example-profiles'
import { Redis } from 'ioredis'
import { type Traffic, watchTraffic } from './client-traffic'
import { cpuOfTree, listenerOf } from './process-cpu'

/** Counters that only rise: what lies between two readings is what was used meanwhile. */
export interface Counters extends Traffic {
  /** Milliseconds of processor time of this process, all threads. */
  readonly clientCpuMs: number
  /** Of the servers that tell, all clients together; absent if none of them does. */
  readonly serverCpuMs?: number
}

/** Reads what a run costs. */
export interface Meters {
  /** Performs work, and tells what was used meanwhile. */
  during<Result>(work: () => Promise<Result>): Promise<{ readonly result: Result; readonly used: Counters }>
  /** From now on these servers count too; those of earlier calls no longer. */
  watch(addresses: Addresses, kinds: readonly ServerKind[]): Promise<void>
  /** Closes connections, and counts no longer. */
  close(): Promise<void>
}

type Address = Addresses['redis']

/** A server's processor time so far, in milliseconds; `undefined` if it does not tell. */
type CpuMeter = () => Promise<number | undefined>

/**
 * Opens the meters, before anything connects. Redis is asked by `INFO cpu`, to a microsecond;
 * the processes of other servers by `/proc`, to 10 ms, where they run on this machine and it is a Linux.
 */
export function openMeters(): Meters {
  const sockets = watchTraffic()
  let servers: readonly CpuMeter[] = []
  let clients: readonly Redis[] = []
  const serverCpu = async (): Promise<number | undefined> => {
    const told = (await Promise.all(servers.map((server) => server()))).filter((cpu) => cpu !== undefined)
    return told.length === 0 ? undefined : told.reduce((sum, cpu) => sum + cpu, 0)
  }
  const disconnect = (): void => {
    for (const client of clients) client.disconnect()
  }
  return {
    async during(work) {
      const serversBefore = await serverCpu()
      const before = { ...sockets.traffic(), clientCpuMs: clientCpu() }
      const result = await work()
      const after = { ...sockets.traffic(), clientCpuMs: clientCpu() }
      const serversAfter = await serverCpu()
      const used = {
        roundTrips: after.roundTrips - before.roundTrips,
        bytesSent: after.bytesSent - before.bytesSent,
        bytesReceived: after.bytesReceived - before.bytesReceived,
        clientCpuMs: after.clientCpuMs - before.clientCpuMs,
        ...(serversBefore === undefined || serversAfter === undefined
          ? {}
          : { serverCpuMs: serversAfter - serversBefore }),
      }
      return { result, used }
    },
    async watch(addresses, kinds) {
      disconnect()
      clients = redisServers(addresses, kinds).map((address) => new Redis({ ...address, lazyConnect: true }))
      const pids = await Promise.all(localPorts(addresses, kinds).map(listenerOf))
      servers = [
        ...clients.map((client) => () => redisCpu(client)),
        ...pids.filter((pid) => pid !== undefined).map((pid) => () => cpuOfTree(pid)),
      ]
    },
    async close() {
      disconnect()
      sockets.end()
    },
  }
}

function clientCpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

async function redisCpu(client: Redis): Promise<number> {
  const info = await client.info('cpu')
  const seconds = ['used_cpu_user', 'used_cpu_sys'].map((name) =>
    Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]),
  )
  return seconds.reduce((sum, value) => sum + value, 0) * 1_000
}

function redisServers({ redis, redisCluster }: Addresses, kinds: readonly ServerKind[]): readonly Address[] {
  return [...(kinds.includes('redis') ? [redis] : []), ...(kinds.includes('redisCluster') ? redisCluster.nodes : [])]
}

/** Ports of servers on this machine that keep no count of their own. */
function localPorts({ postgres, kafka, cassandra }: Addresses, kinds: readonly ServerKind[]): readonly number[] {
  const addresses = [
    ...(kinds.includes('postgres') ? [postgres] : []),
    ...(kinds.includes('kafka') ? kafka.brokers.map(addressOf) : []),
    ...(kinds.includes('cassandra') ? cassandra.contactPoints.map((host) => ({ host, port: cassandra.port })) : []),
  ]
  return addresses.filter(({ host }) => /^(127\.|localhost$|::1$)/.test(host)).map(({ port }) => port)
}

function addressOf(broker: string): Address {
  const colon = broker.lastIndexOf(':')
  return { host: broker.slice(0, colon), port: Number(broker.slice(colon + 1)) }
}
