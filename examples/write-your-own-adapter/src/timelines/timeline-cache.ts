import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type {
  FeedKey,
  PortCall,
  Position,
  PushParams,
  PushStatus,
  ReaderClass,
  ReplaceParams,
  TimelineCache,
  TimelineCacheCapabilities,
  TimelineSlice,
} from '@feed-engine/core'
import { CallGate } from '../calls/call-gate'
import { KeyedQueue } from '../calls/keyed-queue'
import { FolderLock } from '../files/folder-lock'
import { type FileAdapterOptions, resolveOptions } from '../options'
import { opened, pushed, replaced } from './timeline'
import { TimelineFiles } from './timeline-files'

/** Files open at once: a push goes to a thousand feeds, and a process may have as many files open. */
const FEEDS_AT_ONCE = 32

/** Opens a timeline cache on a folder, empty. Fails with `UNAVAILABLE` while it is open elsewhere. */
export async function openFileTimelineCache(options: FileAdapterOptions): Promise<FileTimelineCache> {
  const resolved = resolveOptions(options)
  const lock = await FolderLock.take(resolved.folder)
  try {
    const files = await TimelineFiles.create(join(resolved.folder, 'timelines'), resolved.clock)
    return new FileTimelineCache(resolved, { lock, files })
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Timelines in files instead of memory. They end with the process, so nothing has to wait for the disk. */
export class FileTimelineCache implements TimelineCache {
  readonly name = 'file'
  readonly capabilities: TimelineCacheCapabilities = Object.freeze({ durable: false, bytesPerEntry: 70 })
  readonly #gate: CallGate
  readonly #files: TimelineFiles
  readonly #lock: FolderLock
  readonly #queue = new KeyedQueue()
  readonly #incarnation = randomUUID()
  #closing: Promise<void> | undefined

  /** @internal */
  constructor(
    { timers }: Required<FileAdapterOptions>,
    parts: { readonly lock: FolderLock; readonly files: TimelineFiles },
  ) {
    this.#gate = new CallGate(timers)
    this.#lock = parts.lock
    this.#files = parts.files
  }

  push(params: PushParams, call?: PortCall): Promise<readonly PushStatus[]> {
    return this.#gate.run('write', call, async () => {
      const statuses: PushStatus[] = []
      for (let index = 0; index < params.feeds.length; index += FEEDS_AT_ONCE) {
        const some = params.feeds.slice(index, index + FEEDS_AT_ONCE)
        const failed = (): PushStatus => 'failed'
        statuses.push(...(await Promise.all(some.map((feed) => this.#push(feed, params).catch(failed)))))
      }
      return statuses
    })
  }

  read(
    params: { readonly feed: FeedKey; readonly before?: Position; readonly limit: number; readonly idleTtlMs: number },
    call?: PortCall,
  ): Promise<TimelineSlice | null> {
    const { feed, before, limit, idleTtlMs } = params
    return this.#gate.run('read', call, () =>
      this.#alone(feed, async (path) => {
        const timeline = await this.#files.read(path)
        if (timeline === undefined) return null
        this.#files.prolong(path, idleTtlMs)
        const { entries, watermark, coverage, token } = timeline
        const below = before === undefined ? entries : entries.filter(({ position }) => position < before)
        return { entries: below.slice(0, limit), more: below.length > limit, watermark, coverage, token }
      }),
    )
  }

  open(
    params: {
      readonly feed: FeedKey
      readonly token: string
      readonly readerClass: ReaderClass
      readonly idleTtlMs: number
    },
    call?: PortCall,
  ): Promise<'opened' | 'covered'> {
    const { feed, token, readerClass, idleTtlMs } = params
    return this.#gate.run('write', call, async () => {
      await this.#sweep()
      return this.#alone(feed, async (path) => {
        const timeline = await this.#files.read(path)
        const covered = timeline !== undefined && timeline.coverage !== null
        if (!covered) await this.#files.create(path, opened(timeline, token, readerClass))
        this.#files.prolong(path, idleTtlMs)
        return covered ? 'covered' : 'opened'
      })
    })
  }

  replace(params: ReplaceParams, call?: PortCall): Promise<'replaced' | 'stale' | 'absent'> {
    return this.#gate.run('write', call, () =>
      this.#alone(params.feed, async (path) => {
        const timeline = await this.#files.read(path)
        if (timeline === undefined) return 'absent'
        if (timeline.token !== params.token) return 'stale'
        await this.#files.write(path, replaced(timeline, params))
        return 'replaced'
      }),
    )
  }

  evict(params: { readonly feeds: readonly FeedKey[] }, call?: PortCall): Promise<void> {
    return this.#gate.run('write', call, async () => {
      for (const feed of params.feeds) await this.#alone(feed, (path) => this.#files.forget(path))
    })
  }

  incarnation(_params: { readonly feed: FeedKey }, call?: PortCall): Promise<string> {
    return this.#gate.run('read', call, async () => this.#incarnation)
  }

  close(): Promise<void> {
    this.#closing ??= this.#gate.close().then(() => this.#lock.release())
    return this.#closing
  }

  #push(feed: FeedKey, params: PushParams): Promise<PushStatus> {
    return this.#alone(feed, async (path) => {
      const timeline = await this.#files.read(path)
      if (timeline === undefined) return 'absent'
      if (timeline.readerClass < params.pushFrom) return 'skipped'
      await this.#files.write(path, pushed(timeline, params))
      return 'pushed'
    })
  }

  /** One change or read of a feed at a time: that is what makes each of them atomic. */
  #alone<T>(feed: FeedKey, work: (path: string) => Promise<T>): Promise<T> {
    const path = this.#files.pathOf(feed)
    return this.#queue.run(path, () => work(path))
  }

  async #sweep(): Promise<void> {
    for (const path of this.#files.idle()) await this.#queue.run(path, () => this.#files.read(path))
  }
}
