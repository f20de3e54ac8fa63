import { Fifo } from '../fifo'

/** Tasks of one key. Only its head is ever in work. */
export interface Lane<T> {
  readonly key: string
  readonly tasks: Fifo<T>
}

/**
 * Tasks in order per key: `take` gives a key whose head is free for work, and gives it to nobody else until the head
 * is `finish`ed or `putBack`. Keys take turns. Every operation takes constant time.
 */
export class KeyQueue<T> {
  readonly #lanes = new Map<string, Lane<T>>()
  readonly #ready = new Fifo<Lane<T>>()
  #size = 0

  /** Tasks that are not finished, in work or not. */
  get size(): number {
    return this.#size
  }

  /** Head of the key whose turn it is. */
  get next(): T | undefined {
    return this.#ready.head?.tasks.head
  }

  push(key: string, task: T): void {
    this.#size++
    const lane = this.#lanes.get(key)
    if (lane !== undefined) {
      lane.tasks.push(task)
      return
    }
    const created = { key, tasks: new Fifo<T>() }
    created.tasks.push(task)
    this.#lanes.set(key, created)
    this.#ready.push(created)
  }

  take(): Lane<T> | undefined {
    return this.#ready.shift()
  }

  /** Removes the head of a key that was taken. */
  finish(lane: Lane<T>): void {
    this.#size--
    lane.tasks.shift()
    if (lane.tasks.size === 0) this.#lanes.delete(lane.key)
    else this.#ready.push(lane)
  }

  /** Keeps the head of a key that was taken, for another try. */
  putBack(lane: Lane<T>): void {
    this.#ready.push(lane)
  }
}
