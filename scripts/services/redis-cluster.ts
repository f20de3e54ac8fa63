import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Connections, HostPort } from './connections'
import { exchange } from './network'
import { folderOf } from './paths'
import { HOST, ports } from './ports'
import { pathOf, redisCli, redisServer } from './prerequisites'
import { bringUp } from './processes'
import { redisProcess } from './redis'
import type { Server } from './server'
import { until } from './until'

const SERVES_WITHIN_MS = 60_000

const nodes: HostPort[] = ports.redisCluster.map((port) => ({ host: HOST, port }))

/** A Redis Cluster of three masters without persistence. */
export const redisCluster: Server<Connections['redisCluster']> = {
  name: 'redis-cluster',
  requires: [redisServer, redisCli],
  connection: { nodes },
  ping: async () => (await Promise.all(nodes.map(isServing))).every(Boolean),
  async up() {
    for (const [index, busPort] of ports.redisClusterBus.entries()) await bringUp(nodeProcess(index, busPort))
    if (await isUnformed()) await form()
    await until('redis-cluster serves', SERVES_WITHIN_MS, redisCluster.ping)
  },
}

function nodeProcess(index: number, busPort: number) {
  const settings = ['--cluster-enabled', 'yes', '--cluster-port', `${busPort}`, '--cluster-node-timeout', '5000']
  const folder = folderOf('redis-cluster', `${index + 1}`)
  return redisProcess({ folder, port: ports.redisCluster[index] as number, settings })
}

async function form(): Promise<void> {
  const addresses = nodes.map(({ host, port }) => `${host}:${port}`)
  await promisify(execFile)(pathOf(redisCli), ['--cluster', 'create', ...addresses, '--cluster-yes'])
}

async function isUnformed(): Promise<boolean> {
  const infos = await Promise.all(nodes.map(clusterInfo))
  return infos.every((info) => info.includes('cluster_known_nodes:1\r\n'))
}

async function isServing(node: HostPort): Promise<boolean> {
  const info = await clusterInfo(node)
  return info.includes('cluster_state:ok\r\n') && info.includes(`cluster_known_nodes:${nodes.length}\r\n`)
}

async function clusterInfo(node: HostPort): Promise<string> {
  return (await exchange(node, 'CLUSTER INFO\r\n')).toString()
}
