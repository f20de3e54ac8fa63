import { slotOf } from '../keys/slot'
import { type Connection, isCluster, type RedisClient, type RedisClusterClient } from './redis-client'
import type { ScriptCall } from './script'

/** Scripts that one server runs. */
export interface ScriptBatch {
  /** Their places in the list that was given. */
  readonly indices: number[]
  /** The connection to that server; none while there is no other way than through the client. */
  readonly connection: Connection | undefined
}

/** Splits script calls by the server that has their keys; in a Cluster, by what the client knows of slots and masters. */
export function batchByServer(client: RedisClient, scriptCalls: readonly ScriptCall[]): readonly ScriptBatch[] {
  if (!isCluster(client)) return [{ indices: [...scriptCalls.keys()], connection: client }]
  const connections = openMasters(client)
  const batches = new Map<string, ScriptBatch>()
  for (const [index, { keys }] of scriptCalls.entries()) {
    const address = client.slots[slotOf(keys[0] ?? '')]?.[0] ?? ''
    const batch = batches.get(address)
    if (batch === undefined) batches.set(address, { indices: [index], connection: connections.get(address) })
    else batch.indices.push(index)
  }
  return [...batches.values()]
}

/** By address. One that is not open yet, or no more, is for the client to wait for, replace or refuse. */
function openMasters(client: RedisClusterClient): ReadonlyMap<string, Connection> {
  const open = client.nodes('master').filter(({ status }) => status === 'ready')
  return new Map(open.map((node) => [`${node.options.host}:${node.options.port}`, node]))
}
