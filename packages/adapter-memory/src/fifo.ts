interface Link<T> {
  readonly value: T
  next: Link<T> | undefined
}

/** First in, first out, as a linked list: every operation takes constant time, however long the queue. */
export class Fifo<T> implements Iterable<T> {
  #first: Link<T> | undefined
  #last: Link<T> | undefined
  #size = 0

  get size(): number {
    return this.#size
  }

  get head(): T | undefined {
    return this.#first?.value
  }

  push(value: T): void {
    const link = { value, next: undefined }
    if (this.#last === undefined) this.#first = link
    else this.#last.next = link
    this.#last = link
    this.#size++
  }

  /** Puts a value in front of all others. */
  unshift(value: T): void {
    this.#first = { value, next: this.#first }
    this.#last ??= this.#first
    this.#size++
  }

  shift(): T | undefined {
    const first = this.#first
    if (first === undefined) return undefined
    this.#first = first.next
    if (this.#first === undefined) this.#last = undefined
    this.#size--
    return first.value
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (let link = this.#first; link !== undefined; link = link.next) yield link.value
  }
}
