import type { InteractionRecorded } from '../codec/feed-events'

interface Waiting {
  readonly event: InteractionRecorded
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Hands events on together: those that arrive while a batch is in work make the next one, so nobody waits for company. */
export class EventBatches {
  readonly #work: (events: readonly InteractionRecorded[]) => Promise<void>
  #waiting: Waiting[] = []
  #running = false

  constructor(work: (events: readonly InteractionRecorded[]) => Promise<void>) {
    this.#work = work
  }

  /** Settles as the batch does that the event is in. */
  add(event: InteractionRecorded): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event, resolve, reject })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        await this.#work(batch.map(({ event }) => event))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#running = false
  }
}
