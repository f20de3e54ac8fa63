import { oneVisit, readRateOf, sumOfVisits, type VisitTally } from '@feed-engine/core'
import type { PolicyContender } from './contender'
import { at } from './follow-lists'

/** An open timeline is closed so long after the last read, as the engine's default is. */
const IDLE_TTL_MS = 72 * 3_600_000

/** What became of a reader's timeline by a read. */
export interface TimelineRead {
  /** It was cold: all followees are pulled. */
  readonly filled: boolean
  /** The class that it served the read as. */
  readonly readerClass: number
  readonly changed: 'raised' | 'lowered' | 'no'
}

/** Timelines of readers: which are open, and for which class. */
export class ReaderTimelines {
  readonly #contender: PolicyContender
  readonly #readAtMs: Float64Array
  readonly #classes: Uint8Array
  readonly #visits: (VisitTally | undefined)[]
  #switches = 0

  constructor(users: number, contender: PolicyContender) {
    this.#contender = contender
    this.#readAtMs = new Float64Array(users).fill(Number.NEGATIVE_INFINITY)
    this.#classes = new Uint8Array(users)
    this.#visits = new Array<VisitTally | undefined>(users).fill(undefined)
  }

  /** Changes of the class of open timelines. */
  get switches(): number {
    return this.#switches
  }

  /** Whether a pushed post is written to the reader's timeline. */
  takes(reader: number, pushFrom: number, atMs: number): boolean {
    return this.#isOpen(reader, atMs) && at(this.#classes, reader) >= pushFrom
  }

  /** Somebody reads: a cold timeline is filled, one of another class is changed. */
  read(reader: number, atMs: number): TimelineRead {
    const filled = !this.#isOpen(reader, atMs)
    this.#readAtMs[reader] = atMs
    const { readerClassOf } = this.#contender.policy
    if (readerClassOf === undefined) return { filled, readerClass: 0, changed: 'no' }
    const visit = oneVisit(atMs)
    const before = this.#visits[reader]
    const visits = before === undefined ? visit : sumOfVisits(before, visit)
    this.#visits[reader] = visits
    const reads = readRateOf(visits, atMs)
    const current = at(this.#classes, reader)
    const readerClass = readerClassOf({
      readerId: '',
      ...(reads === undefined ? {} : { reads }),
      ...(filled ? {} : { current }),
    })
    this.#classes[reader] = readerClass
    if (filled || readerClass === current) return { filled, readerClass, changed: 'no' }
    this.#switches++
    return { filled, readerClass: current, changed: readerClass > current ? 'raised' : 'lowered' }
  }

  openAt(atMs: number): number {
    if (this.#contender.timelines === 'all') return this.#readAtMs.length
    return this.#readAtMs.reduce((sum, _, reader) => sum + (this.#isOpen(reader, atMs) ? 1 : 0), 0)
  }

  #isOpen(reader: number, atMs: number): boolean {
    const { timelines } = this.#contender
    return timelines === 'all' || (timelines === 'of readers' && atMs - at(this.#readAtMs, reader) <= IDLE_TTL_MS)
  }
}
