import { randomUUID } from 'node:crypto'
import { link, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FeedError } from '@feed-engine/core'

const LOCK = /^lock-(\d+)$/

/** Locks of this process: a file with its process id and without an entry here is left from an earlier life. */
const heldHere = new Set<string>()

/**
 * Keeps a folder for one process. Lock files carry numbers that only rise, and the highest one counts: whoever wants the
 * folder of a dead process makes the next number, which only one of many can, so a lock is never taken from the living.
 */
export class FolderLock {
  readonly #path: string

  private constructor(path: string) {
    this.#path = path
  }

  /** Fails with `UNAVAILABLE` while another process, or another lock of this one, has the folder. */
  static async take(folder: string): Promise<FolderLock> {
    await mkdir(folder, { recursive: true })
    const ticket = join(folder, `ticket-${randomUUID()}`)
    await writeFile(ticket, String(process.pid))
    try {
      for (;;) {
        const highest = (await generations(folder)).at(-1) ?? 0
        if (await isHeld(lockPath(folder, highest))) throw inUse()
        const path = lockPath(folder, highest + 1)
        if (await linked(ticket, path)) {
          const others = (await generations(folder)).filter((generation) => generation !== highest + 1)
          if ((others.at(-1) ?? 0) < highest + 1) {
            heldHere.add(path)
            await Promise.all(others.map((generation) => rm(lockPath(folder, generation), { force: true })))
            return new FolderLock(path)
          }
          await rm(path, { force: true })
        }
      }
    } finally {
      await rm(ticket, { force: true })
    }
  }

  async release(): Promise<void> {
    heldHere.delete(this.#path)
    // Emptied, not removed: its number must not come again.
    await truncate(this.#path)
  }
}

const lockPath = (folder: string, generation: number): string => join(folder, `lock-${generation}`)

async function generations(folder: string): Promise<number[]> {
  const numbers = (await readdir(folder)).map((name) => Number(LOCK.exec(name)?.[1] ?? 0))
  return numbers.filter((number) => number > 0).sort((a, b) => a - b)
}

async function isHeld(path: string): Promise<boolean> {
  const owner = await readFile(path, 'utf8').catch(() => '')
  if (owner === '') return false
  return Number(owner) === process.pid ? heldHere.has(path) : isAlive(Number(owner))
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    // Alive, but somebody else's: EPERM.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Gives the file, with its content, another name. False if there is one of that name. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function inUse(): FeedError {
  return new FeedError({ code: 'UNAVAILABLE', field: 'folder', rule: 'is in use: one process at a time' })
}
