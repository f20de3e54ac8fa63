/** Handles items of one key in order, one at a time, and of different keys at once, up to a number. */
export class KeyQueue<T extends { readonly key: string }> {
  readonly #concurrency: number
  readonly #handle: (item: T) => Promise<void>
  readonly #busy = new Set<string>()
  #waiting: T[] = []
  #whenSmaller: { readonly size: number; readonly resolve: () => void }[] = []

  /** `handle` never rejects. */
  constructor(concurrency: number, handle: (item: T) => Promise<void>) {
    this.#concurrency = concurrency
    this.#handle = handle
  }

  push(item: T): void {
    this.#waiting.push(item)
    this.#start()
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = []
    this.#tell()
  }

  /** Resolves when no more than so many items wait or are in work. */
  async drainedTo(size: number): Promise<void> {
    if (this.#size > size) await new Promise<void>((resolve) => this.#whenSmaller.push({ size, resolve }))
  }

  /** Resolves when nothing waits or is in work. */
  idle(): Promise<void> {
    return this.drainedTo(0)
  }

  get #size(): number {
    return this.#waiting.length + this.#busy.size
  }

  #start(): void {
    while (this.#busy.size < this.#concurrency) {
      const index = this.#waiting.findIndex(({ key }) => !this.#busy.has(key))
      const [item] = index < 0 ? [] : this.#waiting.splice(index, 1)
      if (item === undefined) return
      this.#busy.add(item.key)
      void this.#run(item)
    }
  }

  async #run(item: T): Promise<void> {
    await this.#handle(item)
    this.#busy.delete(item.key)
    this.#start()
    this.#tell()
  }

  #tell(): void {
    const reached = this.#whenSmaller.filter(({ size }) => this.#size <= size)
    this.#whenSmaller = this.#whenSmaller.filter((waiting) => !reached.includes(waiting))
    for (const { resolve } of reached) resolve()
  }
}
