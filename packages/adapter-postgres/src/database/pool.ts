import { FeedError, type Timers } from '@feed-engine/core'
import type { ConnectionOptions } from '../options'
import { CallLimit } from './call-limit'
import type { OwnPool, PostgresClient } from './client'
import { Sockets } from './sockets'

/** How often the server looks, in the middle of a statement, whether somebody still waits for its answer. */
const CONNECTION_CHECK_MS = 250
/** How long a server may take to close a connection that is over. */
const CLOSE_GRACE_MS = 1_000

const ignore = (): void => undefined

/** A pool of `pg`, made when the first connection is asked for: who injects a pool need not have the package. */
export function createPool(options: ConnectionOptions, timers: Timers): OwnPool {
  const sockets = new Sockets()
  let pool: Promise<OwnPool> | undefined
  return {
    connect(): Promise<PostgresClient> {
      pool ??= openPool(options, sockets, timers)
      return pool.then((opened) => opened.connect())
    },
    async end(): Promise<void> {
      const opened = await pool?.catch(ignore)
      await opened?.end()
      await sockets.closed(timers, CLOSE_GRACE_MS)
    },
  }
}

async function openPool(options: ConnectionOptions, sockets: Sockets, timers: Timers): Promise<OwnPool> {
  const { Pool } = await import('pg').catch(() => {
    throw new FeedError({ code: 'INVALID_OPTION', field: 'pool', rule: 'install the package pg, or hand over a pool' })
  })
  const { maxConnections, acquireTimeoutMs, statementTimeoutMs, ...connection } = options
  const pool = new Pool({
    ...connection,
    max: maxConnections,
    connectionTimeoutMillis: acquireTimeoutMs,
    statement_timeout: statementTimeoutMs,
    keepAlive: true,
    application_name: 'feed-engine',
    onConnect: (client): unknown => checkConnection(client, new CallLimit(timers, undefined, acquireTimeoutMs)),
    stream: () => sockets.create(),
  })
  // Without a listener, an idle connection that breaks would end the process.
  pool.on('error', ignore)
  return pool
}

/**
 * A call that is over ends its connection, and this is how the server hears of it: it cancels the statement, which would
 * go on otherwise, with its locks.
 */
async function checkConnection(client: Pick<PostgresClient, 'query'>, limit: CallLimit): Promise<void> {
  try {
    await limit.race(client.query(`set client_connection_check_interval = ${CONNECTION_CHECK_MS}`))
  } catch (error) {
    if (!isRefusedSetting(error)) throw error
  } finally {
    limit.dispose()
  }
}

/** A server on Windows can't look: https://www.postgresql.org/docs/current/runtime-config-connection.html. */
function isRefusedSetting(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === '22023'
}
