import { HOST, ports } from './ports'
import { SERVER_NAMES, type ServerName } from './server'
import { ensureServices, statusOf, stopServices } from './services'

const USAGE = `usage: npm run services -- up|down|status [${SERVER_NAMES.join(' ')}]`

const isServerName = (name: string): name is ServerName => (SERVER_NAMES as readonly string[]).includes(name)

async function main([command, ...given]: readonly string[]): Promise<void> {
  const names = given.length === 0 ? SERVER_NAMES : given.filter(isServerName)
  if (given.length > 0 && names.length < given.length) throw new Error(USAGE)

  if (command === 'up') await ensureServices(names)
  else if (command === 'down') await stopServices(names)
  else if (command !== 'status') throw new Error(USAGE)

  for (const name of names) await print(name)
}

async function print(name: ServerName): Promise<void> {
  const { serves, pids } = await statusOf(name)
  const processes = pids.length === 0 ? '' : `process ${pids.join(', ')}`
  console.log(`${name.padEnd(14)} ${serves ? 'serves' : 'down  '} ${addresses[name].padEnd(38)} ${processes}`.trimEnd())
}

const addresses: Readonly<Record<ServerName, string>> = {
  redis: `${HOST}:${ports.redis}`,
  'redis-cluster': `${HOST}:${ports.redisCluster.join(', ')}`,
  postgres: `${HOST}:${ports.postgres}`,
  kafka: `${HOST}:${ports.kafka}`,
  cassandra: `${HOST}:${ports.cassandra}`,
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
