import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isFree } from './network'
import { until } from './until'

const READY_WITHIN_MS = 180_000
const PORTS_FREE_WITHIN_MS = 5_000
const END_WITHIN_MS = 30_000
const LOG_LINES_SHOWN = 15

/** A process that outlives the one that starts it. Its folder holds `process.json`, `log`, and `data`, where it works. */
export interface BackgroundProcess {
  readonly folder: string
  readonly command: readonly [program: string, ...args: string[]]
  readonly ports: readonly number[]
  readonly owner?: Owner | undefined

  /** Whether it serves. */
  ping(): Promise<boolean>
}

export interface Owner {
  readonly uid: number
  readonly gid: number
}

interface ProcessRecord {
  readonly pid: number
  readonly command: readonly string[]
}

/** Starts the process unless it runs, and resolves when it serves. */
export async function bringUp(background: BackgroundProcess): Promise<void> {
  const { folder, ping } = background
  if (!(await isRunning(folder))) {
    await waitForPorts(background)
    await start(background)
  }
  await until(`${folder} serves`, READY_WITHIN_MS, async () => {
    if (!(await isRunning(folder))) throw new Error(`${folder}/log:\n${await lastLines(join(folder, 'log'))}`)
    return ping()
  })
}

/** Whether the process that was started in this folder still runs. */
export async function isRunning(folder: string): Promise<boolean> {
  return (await pidOf(folder)) !== undefined
}

/** The id of the process that was started in this folder and still runs, known by its command line: ids are used again. */
export async function pidOf(folder: string): Promise<number | undefined> {
  const record = await readRecord(folder)
  if (record === undefined) return undefined
  return (await commandLineOf(record.pid)) === record.command.join(' ') ? record.pid : undefined
}

/**
 * Ends the process that was started in this folder, if it runs, and resolves when it is gone. SIGINT is what PostgreSQL
 * calls a fast shutdown and all others take as a request to end; those that don't are killed in the end.
 */
export async function end(folder: string): Promise<void> {
  const ended = async (): Promise<boolean> => !(await isRunning(folder))
  await signal(folder, 'SIGINT')
  await signal(folder, 'SIGCONT')
  await until(`${folder} ends`, END_WITHIN_MS, ended).catch(() => kill(folder))
  await rm(recordIn(folder), { force: true })
}

/** Ends it at once, as a crash does. */
export async function kill(folder: string): Promise<void> {
  await signal(folder, 'SIGKILL')
  await until(`${folder} ends`, END_WITHIN_MS, async () => !(await isRunning(folder)))
}

export async function signal(folder: string, name: NodeJS.Signals): Promise<void> {
  const pid = await pidOf(folder)
  if (pid !== undefined) process.kill(pid, name)
}

async function waitForPorts({ folder, ports }: BackgroundProcess): Promise<void> {
  for (const port of ports) {
    await until(`port ${port} becomes free`, PORTS_FREE_WITHIN_MS, () => isFree(port)).catch(() => {
      throw new Error(`${folder}: port ${port} is used by another process. End it, or set FEED_ENGINE_PORT_BASE`)
    })
  }
}

async function start({ folder, command, owner }: BackgroundProcess): Promise<void> {
  const data = join(folder, 'data')
  await mkdir(data, { recursive: true })
  const log = await open(join(folder, 'log'), 'a')
  try {
    const [program, ...args] = command
    const child = spawn(program, args, { ...owner, cwd: data, detached: true, stdio: ['ignore', log.fd, log.fd] })
    await once(child, 'spawn')
    child.unref()
    // Under its name at once as a whole: others may be looking.
    const unfinished = `${recordIn(folder)}.${process.pid}`
    await writeFile(unfinished, JSON.stringify({ pid: child.pid, command }))
    await rename(unfinished, recordIn(folder))
  } finally {
    await log.close()
  }
}

const recordIn = (folder: string): string => join(folder, 'process.json')

async function readRecord(folder: string): Promise<ProcessRecord | undefined> {
  const json = await readFile(recordIn(folder), 'utf8').catch(() => undefined)
  return json === undefined ? undefined : (JSON.parse(json) as ProcessRecord)
}

/** Program and arguments, separated by spaces, or undefined if there is no such process. */
async function commandLineOf(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8')
      return line.replace(/\0$/, '').replaceAll('\0', ' ')
    }
    return (await promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String(pid)])).stdout.trimEnd()
  } catch {
    return undefined
  }
}

/** The end of a text file, for messages. */
export async function lastLines(path: string): Promise<string> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  return lines.slice(-LOG_LINES_SHOWN).join('\n')
}
