import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Clock, FeedKey } from '@feed-engine/core'
import type { Timeline } from './timeline'

const SWEEP_INTERVAL_MS = 60_000

/**
 * Timelines, a file for each, and in memory until when each of them lives. A file that is not named there does not
 * count, and one that cannot be read or written is forgotten: a cache may lose a timeline, but no part of one.
 */
export class TimelineFiles {
  readonly #folder: string
  readonly #clock: Clock
  readonly #endsAtMs = new Map<string, number>()
  #sweptAtMs: number

  private constructor(folder: string, clock: Clock) {
    this.#folder = folder
    this.#clock = clock
    this.#sweptAtMs = clock.now()
  }

  /** Begins with nothing: whatever an earlier process has left may lack its last writes. */
  static async create(folder: string, clock: Clock): Promise<TimelineFiles> {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    return new TimelineFiles(folder, clock)
  }

  /** Where a feed is: a hash, so that no characters of an id, nor its length, mean anything to the file system. */
  pathOf({ tenant, kind, ownerId }: FeedKey): string {
    const hash = createHash('sha256')
      .update(JSON.stringify([tenant, kind, ownerId]))
      .digest('hex')
    return join(this.#folder, hash.slice(0, 2), hash.slice(2))
  }

  async read(path: string): Promise<Timeline | undefined> {
    if (!this.#lives(path)) {
      if (this.#endsAtMs.has(path)) await this.forget(path)
      return undefined
    }
    try {
      return JSON.parse(await readFile(path, 'utf8')) as Timeline
    } catch {
      await this.forget(path)
      return undefined
    }
  }

  /** Replaces a timeline that lives. */
  async write(path: string, timeline: Timeline): Promise<void> {
    try {
      await writeFile(path, JSON.stringify(timeline))
    } catch (error) {
      await this.forget(path)
      throw error
    }
  }

  async create(path: string, timeline: Timeline): Promise<void> {
    await mkdir(dirname(path), { recursive: true })
    await this.write(path, timeline)
  }

  prolong(path: string, idleTtlMs: number): void {
    this.#endsAtMs.set(path, this.#clock.now() + idleTtlMs)
  }

  async forget(path: string): Promise<void> {
    this.#endsAtMs.delete(path)
    await rm(path, { force: true })
  }

  /** Timelines that nobody reads any more, once a minute. */
  idle(): readonly string[] {
    if (this.#clock.now() < this.#sweptAtMs + SWEEP_INTERVAL_MS) return []
    this.#sweptAtMs = this.#clock.now()
    return [...this.#endsAtMs.keys()].filter((path) => !this.#lives(path))
  }

  #lives(path: string): boolean {
    return this.#clock.now() < (this.#endsAtMs.get(path) ?? 0)
  }
}
