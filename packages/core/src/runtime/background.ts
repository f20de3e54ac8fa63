import type { Logger } from './runtime'

/** Work that nobody awaits but `close()` and `drain()` do. Its failures are logged: it only ever tidies up. */
export class Background {
  readonly #tasks = new Set<Promise<void>>()
  readonly #logger: Logger

  constructor(logger: Logger) {
    this.#logger = logger
  }

  start(name: string, work: () => Promise<unknown>): void {
    const task = work()
      .catch((error: unknown) => this.#logger.warn('background task failed', { task: name, error: String(error) }))
      .then(() => {
        this.#tasks.delete(task)
      })
    this.#tasks.add(task)
  }

  get size(): number {
    return this.#tasks.size
  }

  /** Resolves when everything started so far, and what that started, has ended. */
  async settled(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks)
  }
}
