import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Connections } from './connections'
import { pathOf, postgresServer } from './prerequisites'
import type { Owner } from './processes'
import { shortHash } from './short-hash'

/** Text is compared by language, as in most users' databases: whoever needs the order of bytes has to ask for it. */
const LOCALE = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US']

type Access = Pick<Connections['postgres'], 'user' | 'password' | 'database'>

/** The path of a database cluster inside the folder `data`; made, with its user and database, unless it is there. */
export async function initialised(data: string, access: Access, owner: Owner | undefined): Promise<string> {
  await makeFolder(data, owner)
  const cluster = join(await realpath(data), 'cluster')
  if (!existsSync(cluster)) await initialise(cluster, access, owner)
  return cluster
}

/** Where the owner of the server cannot reach the folder, it is a link to a temporary one. */
async function makeFolder(data: string, owner: Owner | undefined): Promise<void> {
  if (existsSync(data)) return
  await mkdir(data, { recursive: true })
  if (owner === undefined) return
  await chown(data, owner.uid, owner.gid)
  if (spawnSync('test', ['-w', data], owner).status === 0) return

  const elsewhere = join(tmpdir(), `feed-engine-${shortHash(data)}`)
  await rm(elsewhere, { recursive: true, force: true })
  await mkdir(elsewhere, { mode: 0o700 })
  await chown(elsewhere, owner.uid, owner.gid)
  await rm(data, { recursive: true })
  await symlink(elsewhere, data)
}

/** Under another name until it is complete, so that a crash leaves nothing half-made behind. */
async function initialise(cluster: string, access: Access, owner: Owner | undefined): Promise<void> {
  const { user, password, database } = access
  const server = pathOf(postgresServer)
  const options = { ...owner, cwd: dirname(cluster), stdio: 'pipe' } as const
  const unfinished = `${cluster}.new`
  const passwordFile = `${cluster}.password`
  await rm(unfinished, { recursive: true, force: true })
  await writeFile(passwordFile, password)

  const authentication = ['--auth=scram-sha-256', `--username=${user}`, `--pwfile=${passwordFile}`]
  const initdb = join(dirname(server), 'initdb')
  execFileSync(initdb, ['-D', unfinished, '--no-sync', ...authentication, ...LOCALE], options)
  execFileSync(server, ['--single', '-D', unfinished, 'postgres'], { ...options, input: `CREATE DATABASE ${database}` })
  await rename(unfinished, cluster)
}
