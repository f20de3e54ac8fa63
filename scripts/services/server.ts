import type { Prerequisite } from './prerequisites'

export const SERVER_NAMES = ['redis', 'redis-cluster', 'postgres', 'kafka', 'cassandra'] as const

export type ServerName = (typeof SERVER_NAMES)[number]

/** A server of tests, run by installed programs. Its folder is `.services/<first port>/<name>`. */
export interface Server<Connection = unknown> {
  readonly name: ServerName
  readonly requires: readonly Prerequisite[]

  /** Where it listens, whether it runs or not. */
  readonly connection: Connection

  /** Starts those of its processes that do not run, and resolves when it serves. Keeps the data of a server that crashed. */
  up(): Promise<void>

  /** Whether it serves, by its own protocol. */
  ping(): Promise<boolean>
}
