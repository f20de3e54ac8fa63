import { type CommittedState, encodeState } from './committed-state'

/** What is to be committed. */
export interface Commit {
  readonly offset: number
  readonly metadata: string
}

/**
 * The part of a partition that is being worked on: from the lowest offset that is not handled to the last one that was
 * fetched. Messages are handled in any order; what is committed never passes the lowest that is not.
 */
export class PartitionWindow {
  readonly topic: string
  readonly partition: number
  /** The partition is this process's; once false it stays false. */
  held = true
  /** No further messages are fetched until there is room. */
  paused = false
  /** Offsets not handled, ascending, with the tries so far. Those from `#next` on are known of, but not fetched yet. */
  readonly #pending: Map<number, number>
  readonly #limit: number
  #next: number
  #end: number
  #fetched = 0
  #committed: Commit | undefined

  constructor(params: {
    readonly topic: string
    readonly partition: number
    readonly state: CommittedState
    /** Messages fetched and not handled that it takes. */
    readonly limit: number
  }) {
    this.topic = params.topic
    this.partition = params.partition
    this.#pending = new Map(params.state.pending)
    this.#next = params.state.floor
    this.#end = params.state.end
    this.#limit = params.limit
  }

  /** The offset that is fetched next. */
  get next(): number {
    return this.#next
  }

  /** The lowest offset that is not handled. */
  get floor(): number {
    for (const offset of this.#pending.keys()) return offset
    return this.#end
  }

  get isFull(): boolean {
    return this.#fetched >= this.#limit
  }

  /** There is room again, and enough of it to be worth a fetch: a tenth, so that few keys that wait stop no others. */
  get hasRoom(): boolean {
    return this.#limit - this.#fetched >= Math.max(1, this.#limit / 10)
  }

  /** Takes in the next message; false if it is here, or handled, already. */
  accept(offset: number): boolean {
    if (offset < this.#next) return false
    const known = offset < this.#end
    this.#next = offset + 1
    if (!known) {
      this.#end = offset + 1
      this.#pending.set(offset, 0)
    }
    if (!this.#pending.has(offset)) return false
    this.#fetched++
    return true
  }

  /** Forgets messages below an offset that will never be fetched. Answers how many of them were not handled. */
  skipTo(offset: number): number {
    const unseen = Math.max(0, offset - Math.max(this.#next, this.#end))
    let lost = unseen
    for (const pending of [...this.#pending.keys()]) {
      if (pending < this.#next || pending >= offset) continue
      this.#pending.delete(pending)
      lost++
    }
    this.#next = Math.max(this.#next, offset)
    this.#end = Math.max(this.#end, offset)
    return lost
  }

  /** Counts one more try of a message, and answers which it is. */
  countTry(offset: number): number {
    const tries = (this.#pending.get(offset) ?? 0) + 1
    this.#pending.set(offset, tries)
    return tries
  }

  done(offset: number): void {
    if (this.#pending.delete(offset)) this.#fetched--
  }

  /** What is to be committed, unless that is what was committed last. */
  get uncommitted(): Commit | undefined {
    const offset = this.floor
    const metadata = encodeState({ floor: offset, end: this.#end, pending: this.#pending })
    const same = this.#committed?.offset === offset && this.#committed.metadata === metadata
    return same ? undefined : { offset, metadata }
  }

  /** Remembers what was committed; `undefined`: that it is unknown what was. */
  committed(commit: Commit | undefined): void {
    this.#committed = commit
  }
}
