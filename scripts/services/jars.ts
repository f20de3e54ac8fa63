import { execFile } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { jarsFolder, sourceFolder } from './paths'
import { java, maven, pathOf } from './prerequisites'
import type { ServerName } from './server'
import { shortHash } from './short-hash'

const FETCHED_WITHIN_MS = 600_000

/** The folder with the jars that `<name>/pom.xml` asks for. They are fetched once for each content of that file. */
export async function jarsOf(name: ServerName): Promise<string> {
  const pom = join(sourceFolder, name, 'pom.xml')
  const folder = join(jarsFolder, `${name}-${shortHash(await readFile(pom))}`)
  if (!existsSync(folder)) await fetchJars(pom, folder)
  return folder
}

async function fetchJars(pom: string, folder: string): Promise<void> {
  console.error(`fetching jars into ${folder}`)
  const unfinished = `${folder}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`, '-DincludeScope=runtime']
  const args = ['--batch-mode', '--quiet', '--file', pom, ...goal]
  const env = { ...process.env, JAVA_HOME: dirname(dirname(realpathSync(pathOf(java)))) }
  await promisify(execFile)(pathOf(maven), args, { env, timeout: FETCHED_WITHIN_MS }).catch((error) => {
    throw new Error(`mvn ${args.join(' ')} failed:\n${error.stdout}${error.stderr}`)
  })
  await rename(unfinished, folder)
}
