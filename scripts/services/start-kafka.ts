import { rm } from 'node:fs/promises'
import type { HostPort } from './connections'
import { provide } from './install'
import { kafka, kafkaProcess } from './kafka'
import { freePort } from './network'
import { folderOf } from './paths'
import { HOST } from './ports'
import { bringUp, kill } from './processes'

/** A broker of one test, which may do with it what it likes. It is a process, also where Docker runs the others. */
export interface PrivateKafka extends HostPort {
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
  /** Starts it again after `kill`, with what it had stored; resolves when it answers. */
  restart(): Promise<void>
  /** Ends it and removes its data. */
  stop(): Promise<void>
}

/** Starts a broker on ports of its own, and resolves when it answers. */
export async function startKafka(): Promise<PrivateKafka> {
  provide(kafka.requires)
  const port = await freePort()
  const folder = folderOf('kafka', `private-${port}`)
  const broker = await kafkaProcess({ folder, port, controllerPort: await freePort() })
  await bringUp(broker)
  return {
    host: HOST,
    port,
    kill: () => kill(folder),
    restart: () => bringUp(broker),
    async stop() {
      await kill(folder)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
