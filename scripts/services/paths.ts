import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { firstPort } from './ports'

export const sourceFolder = fileURLToPath(new URL('.', import.meta.url))

export const rootFolder = join(sourceFolder, '..', '..')

/** Data, logs, process ids and jars of the servers. Git ignores it. */
const servicesFolder = join(rootFolder, '.services')

/** Servers at other ports are other servers. */
export const folderOf = (...names: readonly string[]): string => join(servicesFolder, `${firstPort}`, ...names)

export const jarsFolder = join(servicesFolder, 'jars')
