import { LRUCache } from 'lru-cache'
import type { ProfileRecord, UserId } from '../model'
import type { RandomSource } from '../runtime/runtime'
import { isDueEarly } from './early-refresh'
import { VersionFloors } from './version-floors'

const MAX_BYTES = 32 * 2 ** 20
/** What a profile takes besides its body, roughly. */
const ENVELOPE_BYTES = 200
/** For so long nobody asks again for a user who does not exist. */
const ABSENT_MS = 10_000

/** What was learned of a user. */
export interface ProfileReading {
  /** `null`: there is no such user. */
  readonly record: ProfileRecord | null
  /** When this process asked for it. */
  readonly askedAtMs: number
  readonly tookMs: number
  /** When the directory said so: earlier, if it lay in the shared cache meanwhile. */
  readonly readAtMs: number
}

export interface RememberedProfile {
  readonly record: ProfileRecord | null
  /** If not, it is of use only while nobody can be asked. */
  readonly fresh: boolean
}

/** Profiles that this process has read, and who has none. They may be outdated: nothing is decided by them. */
export class ProfileMemory {
  readonly #freshMs: number
  readonly #staleMs: number
  readonly #floors = new VersionFloors()
  readonly #readings = new LRUCache<UserId, ProfileReading>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ record }) => ENVELOPE_BYTES + (record?.body.length ?? 0),
  })

  /**
   * @param freshMs how long nobody is asked again; 0: remembers nothing
   * @param staleMs how long after the directory said so a profile is of use at all
   */
  constructor(freshMs: number, staleMs: number) {
    this.#freshMs = freshMs
    this.#staleMs = Math.max(freshMs, staleMs)
  }

  get(userId: UserId, nowMs: number): RememberedProfile | undefined {
    const reading = this.#readings.get(userId)
    if (reading === undefined) return undefined
    const fresh = nowMs < this.#freshUntil(reading)
    const lives = fresh || (reading.record !== null && nowMs < reading.readAtMs + this.#staleMs)
    return lives ? { record: reading.record, fresh } : undefined
  }

  /** False, and nothing is remembered, if the reading is outdated: a change was told, or a later version is known. */
  remember(userId: UserId, reading: ProfileReading, nowMs: number): boolean {
    const { record, askedAtMs } = reading
    const outdated =
      record === null
        ? this.#floors.refusesAbsence(userId, askedAtMs, nowMs)
        : this.#floors.refuses(userId, record.version, nowMs) || record.version < this.#knownVersion(userId)
    if (outdated) return false
    if (this.#freshMs > 0) this.#readings.set(userId, reading)
    return true
  }

  /** Whether to read a profile again ahead of time. */
  refreshEarly(userId: UserId, nowMs: number, random: RandomSource): boolean {
    const reading = this.#readings.peek(userId)
    if (reading === undefined || reading.record === null) return false
    return isDueEarly({ endsAtMs: this.#freshUntil(reading), tookMs: reading.tookMs }, nowMs, random)
  }

  /** Forgets versions below, or that there was no such user, and remembers none of that which is still being read. */
  invalidate(userId: UserId, minVersion: number, nowMs: number): void {
    this.#floors.raise(userId, minVersion, nowMs)
    if (this.#knownVersion(userId) < minVersion) this.#readings.delete(userId)
  }

  /** Below every version, if nothing is remembered of the user, or that there is none. */
  #knownVersion(userId: UserId): number {
    return this.#readings.peek(userId)?.record?.version ?? -1
  }

  #freshUntil({ record, askedAtMs, readAtMs }: ProfileReading): number {
    if (record === null) return askedAtMs + Math.min(ABSENT_MS, this.#freshMs)
    return Math.min(askedAtMs + this.#freshMs, readAtMs + this.#staleMs)
  }
}
