import type { HostPort } from './connections'
import { exchange } from './network'
import { folderOf } from './paths'
import { HOST, ports } from './ports'
import { pathOf, redisServer } from './prerequisites'
import { type BackgroundProcess, bringUp } from './processes'
import type { Server } from './server'

const connection: HostPort = { host: HOST, port: ports.redis }

/** A single Redis without persistence. */
export const redis: Server<HostPort> = {
  name: 'redis',
  requires: [redisServer],
  connection,
  up: () => bringUp(redisProcess({ folder: folderOf('redis'), port: ports.redis })),
  ping: () => answersPing(connection),
}

export interface RedisProcessOptions {
  readonly folder: string
  readonly port: number

  /** More of its settings. Nothing is kept unless they say so. */
  readonly settings?: readonly string[]
}

export function redisProcess({ folder, port, settings = [] }: RedisProcessOptions): BackgroundProcess {
  return {
    folder,
    ports: [port],
    command: [pathOf(redisServer), ...redisArguments(port), '--bind', HOST, ...settings],
    ping: () => answersPing({ host: HOST, port }),
  }
}

/** The title that Redis gives itself would hide its command line. */
export const redisArguments = (port: number): readonly string[] => [
  ...['--port', `${port}`],
  ...['--save', ''],
  ...['--appendonly', 'no'],
  ...['--set-proc-title', 'no'],
  ...['--repl-diskless-sync-delay', '0'],
]

/** Whether it is there for clients, with a password or without. While it loads what it kept it is not. */
export async function answersPing(address: HostPort): Promise<boolean> {
  return /^(\+PONG|-NOAUTH)/.test((await exchange(address, 'PING\r\n')).toString())
}
