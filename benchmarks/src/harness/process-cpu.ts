import { readdir, readFile, readlink } from 'node:fs/promises'

/** `CLK_TCK`, the unit of times in `/proc`: 100 a second on every Linux that Node runs on (man 5 proc_pid_stat). */
const MS_PER_TICK = 10

/** State of a listening socket in `/proc/net/tcp` (include/net/tcp_states.h). */
const LISTENING = '0A'

/** The process that listens on a port of this machine; `undefined` where `/proc` does not tell. */
export async function listenerOf(port: number): Promise<number | undefined> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readOrEmpty))
  const inodes = tables.flatMap((table) => inodesListening(table, port))
  for (const pid of await processes()) {
    const folder = `/proc/${pid}/fd`
    const open = await readdir(folder).catch(() => [])
    const links = await Promise.all(open.map((fd) => readlink(`${folder}/${fd}`).catch(() => '')))
    if (inodes.some((inode) => links.includes(`socket:[${inode}]`))) return pid
  }
  return undefined
}

/**
 * Processor time that a process and its children have used so far, those that have ended included, in milliseconds,
 * by 10; `undefined` where `/proc` does not tell.
 */
export async function cpuOfTree(root: number): Promise<number | undefined> {
  const stats = (await Promise.all((await processes()).map(statOf))).filter((stat) => stat !== undefined)
  const tree = new Set([root])
  for (let known = 0; known < tree.size; ) {
    known = tree.size
    for (const { pid, parent } of stats) if (tree.has(parent)) tree.add(pid)
  }
  if (!stats.some(({ pid }) => pid === root)) return undefined
  return stats.filter(({ pid }) => tree.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0) * MS_PER_TICK
}

function inodesListening(table: string, port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) === true && columns[3] === LISTENING)
    .map((columns) => columns[9] ?? '')
}

async function processes(): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => [])
  return names.map(Number).filter(Number.isInteger)
}

interface Stat {
  readonly pid: number
  readonly parent: number
  /** User and system time of the process, and of children that it has waited for. */
  readonly ticks: number
}

async function statOf(pid: number): Promise<Stat | undefined> {
  const text = await readOrEmpty(`/proc/${pid}/stat`)
  if (text === '') return undefined
  // The name before may hold spaces and brackets.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0)
  return { pid, parent: fields[1] ?? 0, ticks }
}

function readOrEmpty(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
