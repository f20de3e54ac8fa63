import { join, resolve } from 'node:path'
import { KeyedQueue } from '../calls/keyed-queue'
import { AppendLog } from '../files/append-log'
import { FolderLock } from '../files/folder-lock'
import type { LogEntry } from './log-entry'
import { OutboxClaim } from './outbox-claim'
import { PostIndex } from './post-index'

/** What a write has decided: what it answers, and the entry that makes it so, if it changes anything. */
export interface Decision<Result> {
  readonly entry?: LogEntry
  readonly result: Result
}

/** A log is rewritten when more than half of it, and more than this, may be outdated. */
const MOST_OUTDATED = 1_000

/** Logs of this process by folder: the lock keeps out other processes, not a second store of the same one. */
const opened = new Map<string, { readonly log: Promise<PostLog>; users: number }>()
const opening = new KeyedQueue()

/** The log of a folder with its index: writes one at a time, each durable before it shows. */
export class PostLog {
  readonly index: PostIndex
  readonly claims = new OutboxClaim()
  readonly #log: AppendLog
  readonly #lock: FolderLock
  readonly #queue = new KeyedQueue()
  #entries = 0
  #entriesOnceCompact = 0

  private constructor(parts: { readonly index: PostIndex; readonly log: AppendLog; readonly lock: FolderLock }) {
    this.index = parts.index
    this.#log = parts.log
    this.#lock = parts.lock
  }

  /** Opens the folder, or shares it with whoever in this process has it open. Each user calls {@link leave} once. */
  static open(folder: string): Promise<PostLog> {
    const path = resolve(folder)
    return opening.run(path, async () => {
      const shared = opened.get(path) ?? { log: PostLog.#load(path), users: 0 }
      const log = await shared.log
      shared.users += 1
      opened.set(path, shared)
      return log
    })
  }

  static leave(folder: string): Promise<void> {
    const path = resolve(folder)
    return opening.run(path, async () => {
      const shared = opened.get(path)
      if (shared === undefined) return
      shared.users -= 1
      if (shared.users > 0) return
      opened.delete(path)
      await (await shared.log).#close()
    })
  }

  static async #load(folder: string): Promise<PostLog> {
    const lock = await FolderLock.take(folder)
    try {
      const index = new PostIndex()
      const log = await AppendLog.open(join(folder, 'posts.log'), (record) =>
        index.apply(JSON.parse(record) as LogEntry),
      )
      const loaded = new PostLog({ index, log, lock })
      await loaded.#compact()
      return loaded
    } catch (error) {
      await lock.release()
      throw error
    }
  }

  /** Decides on the state that all earlier writes have left, and resolves when the decision is on the disk. */
  write<Result>(decide: () => Decision<Result>): Promise<Result> {
    return this.#queue.run('', async () => {
      const { entry, result } = decide()
      if (entry === undefined) return result
      await this.#log.append(JSON.stringify(entry))
      this.index.apply(entry)
      this.#entries += 1
      if (this.#entries > MOST_OUTDATED + 2 * this.#entriesOnceCompact) await this.#compact()
      return result
    })
  }

  /** Drops what is outdated: bodies of deleted posts, versions before the last, events that are on the bus. */
  async #compact(): Promise<void> {
    const records = [...this.index.entries()].map((entry) => JSON.stringify(entry))
    await this.#log.rewrite(records)
    this.#entriesOnceCompact = records.length
    this.#entries = records.length
  }

  async #close(): Promise<void> {
    await this.#log.close()
    await this.#lock.release()
  }
}
