import { readdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Connections } from './connections'
import { jarsOf } from './jars'
import { exchange } from './network'
import { folderOf, sourceFolder } from './paths'
import { HOST, ports } from './ports'
import { java, maven, pathOf } from './prerequisites'
import { bringUp } from './processes'
import type { Server } from './server'
import { writeFromTemplate } from './template'

/** Version 4 of the protocol, no flags, stream 0, opcode OPTIONS, an empty body. */
const OPTIONS_REQUEST = Buffer.from([4, 0, 0, 0, 5, 0, 0, 0, 0])
const SUPPORTED = 6

/** One node, in the data centre that nodes without further knowledge are in. */
export const cassandra: Server<Connections['cassandra']> = {
  name: 'cassandra',
  requires: [java, maven],
  connection: { contactPoints: [HOST], port: ports.cassandra, localDataCenter: 'datacenter1' },
  async up() {
    const folder = folderOf('cassandra')
    const data = join(folder, 'data')
    const configuration = join(folder, 'cassandra.yaml')
    const templates = join(sourceFolder, 'cassandra')
    const jars = await jarsOf('cassandra')
    const jamm = readdirSync(jars).find((name) => name.startsWith('jamm-'))

    await mkdir(folder, { recursive: true })
    const { cassandra: port, cassandraStorage: storagePort } = ports
    await writeFromTemplate(join(templates, 'cassandra.yaml'), configuration, { port, storagePort, data })
    await bringUp({
      folder,
      ports: [port, storagePort],
      command: [
        pathOf(java),
        `@${join(templates, 'jvm.options')}`,
        `-javaagent:${join(jars, `${jamm}`)}`,
        `-Dcassandra.config=${pathToFileURL(configuration)}`,
        `-Dcassandra.storagedir=${data}`,
        `-Dlogback.configurationFile=${join(templates, 'logback.xml')}`,
        ...['-cp', join(jars, '*')],
        'org.apache.cassandra.service.CassandraDaemon',
      ],
      ping: cassandra.ping,
    })
  },
  async ping() {
    const answer = await exchange({ host: HOST, port: ports.cassandra }, OPTIONS_REQUEST)
    return answer[4] === SUPPORTED
  },
}
