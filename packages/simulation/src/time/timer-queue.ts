/** A timer of virtual time. */
export interface VirtualTimer {
  readonly atMs: number
  /** Timers of one moment fire in the order in which they were set. */
  readonly order: number
  readonly callback: () => void
  /** Place in the heap, -1 when not waiting. */
  index: number
}

function isBefore(a: VirtualTimer, b: VirtualTimer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}

/** Binary heap of timers, from which a timer can also be removed: most deadlines are set in vain. */
export class TimerQueue {
  readonly #heap: VirtualTimer[] = []
  #order = 0

  get size(): number {
    return this.#heap.length
  }

  add(atMs: number, callback: () => void): VirtualTimer {
    const timer: VirtualTimer = { atMs, order: this.#order++, callback, index: this.#heap.length }
    this.#heap.push(timer)
    this.#rise(timer)
    return timer
  }

  remove(timer: VirtualTimer): void {
    if (timer.index < 0) return
    const last = this.#heap.pop()
    if (last !== undefined && last !== timer) {
      this.#place(last, timer.index)
      this.#rise(last)
      this.#sink(last)
    }
    timer.index = -1
  }

  takeNext(): VirtualTimer | undefined {
    const first = this.#heap[0]
    if (first !== undefined) this.remove(first)
    return first
  }

  #place(timer: VirtualTimer, index: number): void {
    this.#heap[index] = timer
    timer.index = index
  }

  #rise(timer: VirtualTimer): void {
    while (timer.index > 0) {
      const index = timer.index
      const parentIndex = (index - 1) >> 1
      const parent = this.#heap[parentIndex]
      if (parent === undefined || !isBefore(timer, parent)) return
      this.#place(parent, index)
      this.#place(timer, parentIndex)
    }
  }

  #sink(timer: VirtualTimer): void {
    for (;;) {
      const index = timer.index
      const left = this.#heap[2 * index + 1]
      const right = this.#heap[2 * index + 2]
      const child = right !== undefined && left !== undefined && isBefore(right, left) ? right : left
      if (child === undefined || !isBefore(child, timer)) return
      const childIndex = child.index
      this.#place(child, index)
      this.#place(timer, childIndex)
    }
  }
}
