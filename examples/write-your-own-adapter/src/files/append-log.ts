import { type FileHandle, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FeedError } from '@feed-engine/core'
import { decodeLine, encodeLine } from './log-line'

const NEWLINE = 10

/**
 * Records in a file, appended one at a time. What was acknowledged survives a crash; a record that a crash cut short was
 * never acknowledged, and is cut off when the log is opened again.
 */
export class AppendLog {
  readonly #path: string
  #file: FileHandle
  #broken = false

  private constructor(path: string, file: FileHandle) {
    this.#path = path
    this.#file = file
  }

  /** Opens or creates the log, and hands over every record in it, oldest first. */
  static async open(path: string, onRecord: (record: string) => void): Promise<AppendLog> {
    const file = await open(path, 'a+')
    try {
      const whole = await readRecords(file, onRecord)
      await file.truncate(whole)
      await file.sync()
      await syncFolderOf(path)
      return new AppendLog(path, file)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /**
   * Resolves when the record is on the disk. After a failure the end of the file is unknown, and so is whether a later
   * sync would tell: the log refuses to go on until it is opened anew.
   */
  async append(record: string): Promise<void> {
    this.#refuseIfBroken()
    try {
      await this.#file.appendFile(encodeLine(record))
      await this.#file.datasync()
    } catch (error) {
      this.#broken = true
      throw error
    }
  }

  /** Replaces all records in one step: a crash leaves either the old file or the new one. */
  async rewrite(records: Iterable<string>): Promise<void> {
    this.#refuseIfBroken()
    const path = `${this.#path}.new`
    const file = await open(path, 'w')
    try {
      for (const record of records) await file.appendFile(encodeLine(record))
      await file.sync()
    } finally {
      await file.close()
    }
    try {
      await rename(path, this.#path)
      await syncFolderOf(path)
      await this.#file.close()
      this.#file = await open(this.#path, 'a+')
    } catch (error) {
      this.#broken = true
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  #refuseIfBroken(): void {
    if (!this.#broken) return
    const rule = 'an earlier write failed: close the store and open it again'
    throw new FeedError({ code: 'UNAVAILABLE', rule })
  }
}

/** Answers how many bytes are whole records. Damage before a whole record is no crash, and is refused. */
async function readRecords(file: FileHandle, onRecord: (record: string) => void): Promise<number> {
  let whole = 0
  let torn = false
  for await (const line of linesOf(file)) {
    const record = decodeLine(line)
    if (record === undefined) torn = true
    else if (torn) throw new FeedError({ code: 'INTERNAL', rule: 'the log is damaged: restore it from a backup' })
    else {
      onRecord(record)
      whole += line.length
    }
  }
  return whole
}

/** Lines with their newline; the last one may lack it. */
async function* linesOf(file: FileHandle): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) {
    rest = Buffer.concat([rest, chunk as Buffer])
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      yield rest.subarray(0, end + 1)
      rest = rest.subarray(end + 1)
    }
  }
  if (rest.length > 0) yield rest
}

/** A new name is on the disk only when its folder is. */
async function syncFolderOf(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
