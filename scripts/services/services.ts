import { existsSync, readdirSync } from 'node:fs'
import { realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cassandra } from './cassandra'
import type { Connections } from './connections'
import { composeDown, composeUp, dockerAnswers } from './docker'
import { provide } from './install'
import { kafka } from './kafka'
import { withLock } from './network'
import { folderOf } from './paths'
import { ports } from './ports'
import { postgres } from './postgres'
import { end, pidOf } from './processes'
import { redis } from './redis'
import { redisCluster } from './redis-cluster'
import type { Server, ServerName } from './server'

/** Long enough for somebody else's first run, which fetches everything. */
const LOCKED_FOR_MS = 900_000

const servers: Readonly<Record<ServerName, Server>> = {
  redis,
  'redis-cluster': redisCluster,
  postgres,
  kafka,
  cassandra,
}

const connections: Connections = {
  redis: redis.connection,
  redisCluster: redisCluster.connection,
  postgres: postgres.connection,
  kafka: kafka.connection,
  cassandra: cassandra.connection,
}

/**
 * Starts those of the servers that do not run: with Docker if its engine answers, by installed programs otherwise. They
 * stay, until `stopServices`. Rejects with one line that says what is missing.
 *
 * @returns where all servers listen, whether they were asked for or not
 */
export async function ensureServices(names: readonly ServerName[]): Promise<Connections> {
  await withLock(ports.lock, LOCKED_FOR_MS, async () => {
    const absent = await absentOf(names)
    if (absent.length === 0) return
    if (dockerAnswers()) composeUp(absent)
    else await startAll(absent)
  })
  return connections
}

/** Ends the servers, and those that tests left behind, and removes their data; logs and jars stay. */
export async function stopServices(names: readonly ServerName[]): Promise<void> {
  await withLock(ports.lock, LOCKED_FOR_MS, async () => {
    for (const folder of names.flatMap(processFolders)) {
      await end(folder)
      await removeData(join(folder, 'data'))
    }
    if (dockerAnswers()) composeDown(names)
  })
}

export interface ServiceStatus {
  readonly name: ServerName
  readonly serves: boolean

  /** Of its processes that run; empty if it runs in Docker, or not at all. */
  readonly pids: readonly number[]
}

export async function statusOf(name: ServerName): Promise<ServiceStatus> {
  const pids = await Promise.all(processFolders(name).map(pidOf))
  return { name, serves: await servers[name].ping(), pids: pids.filter((pid) => pid !== undefined) }
}

async function startAll(names: readonly ServerName[]): Promise<void> {
  provide(names.flatMap((name) => servers[name].requires))
  for (const name of names) {
    const startedAt = performance.now()
    await servers[name].up()
    console.error(`${name}: started in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
  }
}

/** Those that do not serve, or are not ours: these fail to start, since their port is taken. */
async function absentOf(names: readonly ServerName[]): Promise<ServerName[]> {
  const statuses = await Promise.all(names.map(statusOf))
  return statuses.filter(({ serves, pids }) => !serves || pids.length === 0).map(({ name }) => name)
}

/** Where processes of a server were started: in its folder, or in folders inside that. */
function processFolders(name: ServerName): string[] {
  const folder = folderOf(name)
  const inside = existsSync(folder) ? readdirSync(folder).map((entry) => join(folder, entry)) : []
  return [folder, ...inside].filter((candidate) => existsSync(join(candidate, 'process.json')))
}

/** The data may be a link to another place. */
async function removeData(data: string): Promise<void> {
  if (!existsSync(data)) return
  await rm(await realpath(data), { recursive: true })
  await rm(data, { force: true })
}
