import { onTestFinished } from 'vitest'
import type { HostPort } from '../../../../scripts/services/connections'
import { type PrivateRedis, startRedis } from '../../../../scripts/services/start-redis'
import { SLOTS } from '../../src/keys/slot'
import { withRedis } from './clients'
import { follows } from './private-redis'
import { until } from './until'

/** A master of a cluster of one test, which may freeze it, end it, and move its slots. */
export interface PrivateMaster extends PrivateRedis {
  /** Starts a replica; resolves when it follows. */
  addReplica(): Promise<PrivateReplica>
}

export interface PrivateReplica {
  /** Hears nothing of its master any more; what it knows stays. */
  detach(): Promise<void>
  /** Becomes the master. */
  takeOver(): Promise<void>
}

/** A cluster of one test. */
export interface PrivateCluster {
  readonly nodes: readonly PrivateMaster[]
  stop(): Promise<void>
}

/** Starts a cluster that ends with the test. */
export async function privateCluster(masters: number): Promise<readonly PrivateMaster[]> {
  const { nodes, stop } = await startCluster(masters)
  onTestFinished(stop)
  return nodes
}

export async function startCluster(masters: number): Promise<PrivateCluster> {
  const nodes: PrivateRedis[] = []
  for (let index = 0; index < masters; index++) nodes.push(await startNode())
  const share = Math.ceil(SLOTS / masters)
  for (const [index, node] of nodes.entries()) {
    await cluster(node, 'addslotsrange', index * share, Math.min(SLOTS, (index + 1) * share) - 1)
    await cluster(node, 'set-config-epoch', index + 1)
  }
  await makeKnown(nodes)
  const members = [...nodes]
  return {
    nodes: nodes.map((node) => ({ ...node, addReplica: () => addReplica(node, members) })),
    async stop() {
      for (const member of members) await member.stop()
    },
  }
}

const LIMIT_MS = 30_000
/** Ports that are free lie high, and the default for the bus lies 10,000 above them. */
const BUS_PORT_BELOW = 15_000
const SETTINGS = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '60000']

async function startNode(): Promise<PrivateRedis> {
  const probe = await startRedis()
  await probe.stop()
  const { port } = probe
  return startRedis({ port, settings: [...SETTINGS, '--cluster-port', `${port - BUS_PORT_BELOW}`] })
}

/** All of them know each other, and who serves which slots. */
async function makeKnown(members: readonly PrivateRedis[]): Promise<void> {
  const [first] = members
  for (const { host, port } of members) {
    if (first !== undefined && port !== first.port) {
      await cluster(first, 'meet', host, port, port - BUS_PORT_BELOW)
    }
  }
  for (const member of members) await until(() => knows(member, members.length), 'the cluster is complete', LIMIT_MS)
}

async function addReplica(master: PrivateRedis, members: PrivateRedis[]): Promise<PrivateReplica> {
  const replica = await startNode()
  members.push(replica)
  await makeKnown(members)
  await cluster(replica, 'replicate', String(await cluster(master, 'myid')))
  await follows(replica)
  return {
    async detach() {
      await withRedis(master, (client) => client.call('acl', 'setuser', 'default', '-psync', '-sync'))
      await withRedis(master, (client) => client.call('client', 'kill', 'type', 'replica'))
    },
    async takeOver() {
      await cluster(replica, 'failover', 'takeover')
    },
  }
}

function cluster(node: HostPort, ...args: readonly (string | number)[]): Promise<unknown> {
  return withRedis(node, (client) => client.call('cluster', ...args))
}

async function knows(node: HostPort, count: number): Promise<boolean> {
  const info = String(await cluster(node, 'info'))
  return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${count}\r`)
}
