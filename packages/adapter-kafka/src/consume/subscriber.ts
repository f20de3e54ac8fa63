import type { BusDelivery, SubscribeParams, Verdict } from '@feed-engine/core'

/** One subscription's handler, and how much of it is busy. */
export class Subscriber {
  readonly ackTimeoutMs: number
  readonly #handler: SubscribeParams['handler']
  readonly #concurrency: number
  #running = 0
  #whenIdle: (() => void)[] = []

  constructor(params: Pick<SubscribeParams, 'handler' | 'concurrency' | 'ackTimeoutMs'>) {
    this.ackTimeoutMs = params.ackTimeoutMs
    this.#handler = params.handler
    this.#concurrency = params.concurrency
  }

  get isFree(): boolean {
    return this.#running < this.#concurrency
  }

  /** The handler's verdict, or `undefined` when it throws or answers with none. Busy until `finished`. */
  async handle(delivery: BusDelivery): Promise<Verdict | undefined> {
    this.#running++
    try {
      return await this.#handler(delivery)
    } catch {
      return undefined
    }
  }

  /** One delivery is over: by its verdict, or by silence. */
  finished(): void {
    this.#running--
    if (this.#running > 0) return
    for (const resolve of this.#whenIdle) resolve()
    this.#whenIdle = []
  }

  async idle(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve))
  }
}
