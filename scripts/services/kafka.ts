import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Connections } from './connections'
import { jarsOf } from './jars'
import { exchange } from './network'
import { folderOf, sourceFolder } from './paths'
import { HOST, ports } from './ports'
import { java, maven, pathOf } from './prerequisites'
import { type BackgroundProcess, bringUp } from './processes'
import type { Server } from './server'
import { writeFromTemplate } from './template'

const LOGGING = ['showDateTime=true', 'dateTimeFormat=HH:mm:ss.SSS'].map(
  (option) => `-Dorg.slf4j.simpleLogger.${option}`,
)

/** Length 10, ApiVersions, version 0, correlation id 1, no client id. */
const API_VERSIONS_REQUEST = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff])

/** One broker, which is its own controller (KRaft). */
export const kafka: Server<Connections['kafka']> = {
  name: 'kafka',
  requires: [java, maven],
  connection: { brokers: [`${HOST}:${ports.kafka}`] },
  async up() {
    const { kafka: port, kafkaController: controllerPort } = ports
    await bringUp(await kafkaProcess({ folder: folderOf('kafka'), port, controllerPort }))
  },
  ping: () => answersRequests(ports.kafka),
}

/** A broker, with its storage formatted. */
export async function kafkaProcess(place: {
  readonly folder: string
  readonly port: number
  readonly controllerPort: number
}): Promise<BackgroundProcess> {
  const { folder, port, controllerPort } = place
  const data = join(folder, 'data')
  const properties = join(folder, 'server.properties')
  const jvm = [pathOf(java), '-Xmx512m', ...LOGGING, '-cp', join(await jarsOf('kafka'), '*')] as const

  await mkdir(folder, { recursive: true })
  await writeFromTemplate(join(sourceFolder, 'kafka', 'server.properties'), properties, { port, controllerPort, data })
  if (!existsSync(join(data, 'log', 'meta.properties'))) await format(jvm, data, properties)
  return {
    folder,
    ports: [port, controllerPort],
    command: [...jvm, 'kafka.Kafka', properties],
    ping: () => answersRequests(port),
  }
}

/** A broker accepts requests once it has joined its cluster. */
async function answersRequests(port: number): Promise<boolean> {
  const answer = await exchange({ host: HOST, port }, API_VERSIONS_REQUEST)
  return answer.length >= 8 && answer.readInt32BE(4) === 1
}

async function format(jvm: readonly [string, ...string[]], data: string, properties: string): Promise<void> {
  const [program, ...args] = jvm
  await rm(data, { recursive: true, force: true })
  const tool = ['kafka.tools.StorageTool', 'format', '--cluster-id', clusterId(randomUUID()), '--config', properties]
  await promisify(execFile)(program, [...args, ...tool])
}

/**
 * The id of a cluster as Kafka writes it: 16 bytes in base64url. One that begins with a dash would be read as an option,
 * so the first four bits are those of no such id.
 */
export function clusterId(uuid: string): string {
  return Buffer.from(`0${uuid.replaceAll('-', '').slice(1)}`, 'hex').toString('base64url')
}
