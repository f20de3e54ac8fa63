import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { rootFolder } from './paths'
import { firstPort, HOST, type Ports, ports } from './ports'
import type { ServerName } from './server'

const REDIS_IMAGE = 'redis:7'
const ANSWERS_WITHIN_MS = 10_000

/** The ports, and the first of all, by the names that `compose.yaml` knows them by. */
export const composePorts = (ports: Ports): Record<string, number> => ({
  FEED_ENGINE_PORT_BASE: ports.redis,
  FEED_ENGINE_REDIS_PORT: ports.redis,
  FEED_ENGINE_REDIS_CLUSTER_PORT_1: ports.redisCluster[0],
  FEED_ENGINE_REDIS_CLUSTER_PORT_2: ports.redisCluster[1],
  FEED_ENGINE_REDIS_CLUSTER_PORT_3: ports.redisCluster[2],
  FEED_ENGINE_POSTGRES_PORT: ports.postgres,
  FEED_ENGINE_KAFKA_PORT: ports.kafka,
  FEED_ENGINE_CASSANDRA_PORT: ports.cassandra,
})

/** The network that Compose makes, where a Redis at port P is known as `redis-P`. */
const NETWORK = `feed-engine-${firstPort}_default`
const PRIVATE_LABEL = `feed-engine.private=${firstPort}`

/** Whether there is an engine, with Compose. */
export function dockerAnswers(): boolean {
  return ['info', 'compose version'].every((command) => {
    const options = { stdio: 'ignore', timeout: ANSWERS_WITHIN_MS } as const
    return spawnSync('docker', command.split(' '), options).status === 0
  })
}

/** Resolves when all of them are healthy. */
export function composeUp(names: readonly ServerName[]): void {
  compose('up', '--detach', '--wait', ...names)
}

/** Removes them with their data; with Redis also the private ones that tests left behind. */
export function composeDown(names: readonly ServerName[]): void {
  if (names.includes('redis')) {
    const left = docker('ps', '--all', '--quiet', '--filter', `label=${PRIVATE_LABEL}`).split('\n').filter(Boolean)
    if (left.length > 0) docker('rm', '--force', '--volumes', ...left)
  }
  compose('rm', '--stop', '--force', '--volumes', ...names)
}

/** Starts a container with the Redis of `compose.yaml`, reachable at the same port on both sides. */
export function runRedis(port: number, args: readonly string[]): void {
  const name = redisHost(port)
  const place = ['--network', NETWORK, '--name', name, '--publish', `${HOST}:${port}:${port}`]
  docker('run', '--detach', '--label', PRIVATE_LABEL, ...place, REDIS_IMAGE, 'redis-server', ...args)
}

export const redisHost = (port: number): string => `redis-${port}`

export function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' })
}

function compose(...args: readonly string[]): void {
  const variables = Object.entries(composePorts(ports)).map(([name, port]) => [name, `${port}`])
  execFileSync('docker', ['compose', '--file', join(rootFolder, 'compose.yaml'), ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...Object.fromEntries(variables) },
  })
}
