/** Pieces of one task of which some run at once. The first failure ends the task: nothing further begins. */
export class InFlight {
  readonly #limit: number
  readonly #running = new Set<Promise<void>>()
  #failure: { readonly error: unknown } | undefined

  /** @param limit how many may run at once, 1 or more */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Begins a piece, once fewer than the limit run, and does not wait for its end. Throws what made another one fail. */
  async start(work: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#limit) await Promise.race(this.#running)
    this.#throwFailure()
    const running = work()
      .catch((error: unknown) => {
        this.#failure ??= { error }
      })
      .then(() => {
        this.#running.delete(running)
      })
    this.#running.add(running)
  }

  /** Resolves when nothing runs any more; throws what made a piece fail. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
    this.#throwFailure()
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }
}
