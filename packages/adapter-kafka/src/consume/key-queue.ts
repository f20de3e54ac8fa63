/** Tasks of one key, in order. Only the first is ever in work. */
export interface Lane<T> {
  readonly key: string
  readonly tasks: T[]
}

/** Tasks in order per key: a key whose head was taken comes again only after `finish` or `putBack`. Keys take turns. */
export class KeyQueue<T> {
  readonly #lanes = new Map<string, Lane<T>>()
  /** Keys whose first task may be taken; a set keeps their turns. */
  readonly #ready = new Set<Lane<T>>()

  push(key: string, task: T): void {
    const known = this.#lanes.get(key)
    if (known !== undefined) {
      known.tasks.push(task)
      return
    }
    const lane = { key, tasks: [task] }
    this.#lanes.set(key, lane)
    this.#ready.add(lane)
  }

  /** The key whose turn it is, without taking it. */
  get next(): Lane<T> | undefined {
    for (const lane of this.#ready) return lane
    return undefined
  }

  take(lane: Lane<T>): void {
    this.#ready.delete(lane)
  }

  /** Removes the first task of a key that was taken. */
  finish(lane: Lane<T>): void {
    lane.tasks.shift()
    if (lane.tasks.length === 0) this.#lanes.delete(lane.key)
    else this.#ready.add(lane)
  }

  /** Keeps the first task of a key that was taken, for another try. */
  putBack(lane: Lane<T>): void {
    this.#ready.add(lane)
  }
}
