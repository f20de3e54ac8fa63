import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const DEBIAN_POSTGRES = '/usr/lib/postgresql'
const DEBIAN_JVMS = '/usr/lib/jvm'
const MAC_JVMS = '/Library/Java/JavaVirtualMachines'

/** A program that a server needs. */
export interface Prerequisite {
  readonly what: string

  /** The package that has it, on Debian and its descendants. */
  readonly debianPackage: string

  /** Its path, or undefined if it is not installed. */
  find(): string | undefined
}

export const redisServer = onPath('redis-server', 'redis-server')
export const redisCli = onPath('redis-cli', 'redis-tools')
export const maven = onPath('mvn', 'maven')

/** Kafka runs on newer ones too; Cassandra 5.0 does not. */
export const java: Prerequisite = {
  what: 'Java 17',
  debianPackage: 'openjdk-17-jre-headless',
  find: () => javaCandidates().find(isJava17),
}

/** All its programs lie next to this one. Debian keeps them off the path, a folder for each major version. */
export const postgresServer: Prerequisite = {
  what: 'PostgreSQL 15 or newer',
  debianPackage: 'postgresql',
  find: () => {
    const newestFirst = foldersIn(DEBIAN_POSTGRES).sort((a, b) => Number(b) - Number(a))
    const candidates = newestFirst.filter((version) => Number(version) >= 15)
    const found = candidates.map((version) => join(DEBIAN_POSTGRES, version, 'bin', 'postgres')).find(existsSync)
    return found ?? findOnPath('postgres')
  },
}

export function pathOf(prerequisite: Prerequisite): string {
  const path = prerequisite.find()
  if (path === undefined) throw new MissingPrerequisites([prerequisite])
  return path
}

export class MissingPrerequisites extends Error {
  constructor(missing: readonly Prerequisite[]) {
    const what = missing.map(({ what }) => what).join(', ')
    const packages = missing.map(({ debianPackage }) => debianPackage).join(' ')
    super(`missing: ${what}. Start Docker, or install it (Debian: apt-get install ${packages})`)
  }
}

function onPath(program: string, debianPackage: string): Prerequisite {
  return { what: program, debianPackage, find: () => findOnPath(program) }
}

export function findOnPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path))
}

function javaCandidates(): string[] {
  const homes = [
    process.env['JAVA_HOME'],
    ...foldersIn(DEBIAN_JVMS).map((name) => join(DEBIAN_JVMS, name)),
    ...foldersIn(MAC_JVMS).map((name) => join(MAC_JVMS, name, 'Contents', 'Home')),
  ]
  const programs = [findOnPath('java'), ...homes.map((home) => home && join(home, 'bin', 'java'))]
  return programs.filter((path) => path !== undefined).filter(existsSync)
}

function isJava17(path: string): boolean {
  return /version "17\b/.test(spawnSync(path, ['-version'], { encoding: 'utf8' }).stderr ?? '')
}

function foldersIn(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : []
}
