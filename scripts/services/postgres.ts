import { join } from 'node:path'
import type { Connections } from './connections'
import { exchange } from './network'
import { folderOf } from './paths'
import { HOST, ports } from './ports'
import { initialised } from './postgres-data'
import { pathOf, postgresServer } from './prerequisites'
import { bringUp, type Owner } from './processes'
import type { Server } from './server'
import { userId } from './users'

const PROTOCOL_VERSION = 3 << 16

const connection: Connections['postgres'] = {
  host: HOST,
  port: ports.postgres,
  user: 'feed_engine',
  password: 'feed_engine',
  database: 'feed_engine',
}

/**
 * What was committed survives the death of the server's processes, since it was written to the system by then. It does
 * not survive the death of the machine.
 */
const SETTINGS = {
  listen_addresses: HOST,
  port: ports.postgres,
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '128MB',
  fsync: 'off',
  full_page_writes: 'off',
}

/** It refuses to run as root; Debian's package makes a user for it. */
const owner = (): Owner | undefined => (process.getuid?.() === 0 ? userId('postgres') : undefined)

export const postgres: Server<Connections['postgres']> = {
  name: 'postgres',
  requires: [postgresServer],
  connection,
  async up() {
    const folder = folderOf('postgres')
    const cluster = await initialised(join(folder, 'data'), connection, owner())
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    await bringUp({
      folder,
      owner: owner(),
      ports: [ports.postgres],
      command: [pathOf(postgresServer), '-D', cluster, ...settings],
      ping: postgres.ping,
    })
  },

  /** While it starts or stops, it answers with an error instead of a request for the password. */
  async ping() {
    const answer = await exchange(connection, startupMessage({ user: connection.user, database: connection.database }))
    return answer.toString('latin1', 0, 1) === 'R'
  },
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-STARTUPMESSAGE */
function startupMessage(parameters: Readonly<Record<string, string>>): Buffer {
  const text = `${Object.entries(parameters).flat().join('\0')}\0\0`
  const message = Buffer.alloc(8 + text.length)
  message.writeInt32BE(message.length, 0)
  message.writeInt32BE(PROTOCOL_VERSION, 4)
  message.write(text, 8, 'latin1')
  return message
}
