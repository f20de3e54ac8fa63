import { LRUCache } from 'lru-cache'
import type { TenantId, UserId } from '../model'
import type { ReadRate } from '../policy/delivery-policy'
import type { KeyValueCache } from '../ports'
import type { Background } from '../runtime/background'
import type { Runtime } from '../runtime/runtime'
import { decodeTally, encodeTally } from './tally-codec'
import { oneVisit, readRateOf, sumOfVisits, type VisitTally } from './visit-tally'

/** Readers whose visits a process knows without asking. */
const REMEMBERED = 20_000
/** A process writes down the visits of one reader at most this often. */
const SYNC_INTERVAL_MS = 3_600_000
/** After this nobody can tell a reader from one who was never there. */
const TTL_MS = 35 * 86_400_000
/** No page waits longer for something that only makes it cheaper. */
const PATIENCE_MS = 100

interface Reader {
  /** What all processes have counted, as far as this one knows. */
  shared: VisitTally | undefined
  /** What this process has counted since. */
  unwritten: VisitTally | undefined
  syncedAtMs: number | undefined
  loading: Promise<void> | undefined
}

/**
 * How often each reader comes. Counted in the process, and added up over processes in the cache: what is lost with
 * either only makes a rate less accurate, so nothing is read or written but in the background.
 */
export class Visits {
  readonly #cache: KeyValueCache
  readonly #tenant: TenantId
  readonly #runtime: Runtime
  readonly #background: Background
  readonly #readers = new LRUCache<UserId, Reader>({ max: REMEMBERED })

  constructor(parts: {
    readonly cache: KeyValueCache
    readonly tenant: TenantId
    readonly runtime: Runtime
    readonly background: Background
  }) {
    this.#cache = parts.cache
    this.#tenant = parts.tenant
    this.#runtime = parts.runtime
    this.#background = parts.background
  }

  /** Counts a visit, and writes it down if it is time. */
  count(readerId: UserId): void {
    const now = this.#runtime.clock.now()
    const reader = this.#reader(readerId)
    reader.unwritten = add(reader.unwritten, oneVisit(now))
    if (reader.syncedAtMs !== undefined && now - reader.syncedAtMs < SYNC_INTERVAL_MS) return
    reader.syncedAtMs = now
    this.#background.start('visits', async () => {
      await this.#load(readerId, reader)
      await this.#write(readerId, reader)
    })
  }

  /** The rate as far as this process knows it; undefined for a reader whom it has not met twice. */
  known(readerId: UserId): ReadRate | undefined {
    const reader = this.#readers.get(readerId)
    const tally = reader === undefined ? undefined : add(reader.shared, reader.unwritten)
    return tally === undefined ? undefined : readRateOf(tally, this.#runtime.clock.now())
  }

  /** The rate, asked for if this process does not know it; undefined if nobody does. Never fails. */
  async rateOf(readerId: UserId): Promise<ReadRate | undefined> {
    const reader = this.#reader(readerId)
    if (reader.shared === undefined) await this.#load(readerId, reader).catch(() => undefined)
    return this.known(readerId)
  }

  #reader(readerId: UserId): Reader {
    const known = this.#readers.get(readerId)
    if (known !== undefined) return known
    const reader: Reader = { shared: undefined, unwritten: undefined, syncedAtMs: undefined, loading: undefined }
    this.#readers.set(readerId, reader)
    return reader
  }

  #load(readerId: UserId, reader: Reader): Promise<void> {
    reader.loading ??= this.#read(readerId, reader).finally(() => {
      reader.loading = undefined
    })
    return reader.loading
  }

  /** Takes over what others have counted, unless the cache is back at something older than what is known here. */
  async #read(readerId: UserId, reader: Reader): Promise<void> {
    const key = this.#keyOf(readerId)
    const { values } = await this.#cache.getMany({ keys: [key] }, { deadlineMs: PATIENCE_MS })
    const stored = decodeTally(values.get(key)?.value)
    if (stored !== undefined && stored.atMs >= (reader.shared?.atMs ?? 0)) reader.shared = stored
  }

  /** Adds the visits of this process to those of all. Of two processes that do so at once, one is not counted. */
  async #write(readerId: UserId, reader: Reader): Promise<void> {
    const tally = add(reader.shared, reader.unwritten)
    if (tally === undefined) return
    reader.shared = tally
    reader.unwritten = undefined
    const entry = { key: this.#keyOf(readerId), value: encodeTally(tally), version: 0, ttlMs: TTL_MS }
    await this.#cache.setMany({ entries: [entry] }, { deadlineMs: PATIENCE_MS })
  }

  #keyOf(readerId: UserId): string {
    return `${this.#tenant}\nvisits\n${readerId}`
  }
}

function add(a: VisitTally | undefined, b: VisitTally | undefined): VisitTally | undefined {
  return a === undefined || b === undefined ? (a ?? b) : sumOfVisits(a, b)
}
