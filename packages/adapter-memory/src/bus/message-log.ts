import { Fifo } from '../fifo'

/** A message as the bus keeps it, with the bookkeeping of {@link MessageLog}. */
export interface Message {
  readonly key: string
  readonly value: Uint8Array
  readonly publishedAtMs: number
  /** Deliveries that groups still owe it a verdict for. */
  owed: number
  /** It stands in the queue of handled messages, perhaps from an earlier time. */
  queued: boolean
}

/** The messages of one topic, in the order of publication: all that some group owes a verdict, and the last handled. */
export class MessageLog implements Iterable<Message> {
  readonly #retain: number
  readonly #kept = new Set<Message>()
  readonly #handled = new Fifo<Message>()

  constructor(retain: number) {
    this.#retain = retain
  }

  get size(): number {
    return this.#kept.size
  }

  /** Adds a message that so many groups owe a verdict. */
  append(message: Message): void {
    this.#kept.add(message)
    if (message.owed === 0) this.#retire(message)
  }

  /** One verdict fewer is owed. */
  settle(message: Message): void {
    message.owed--
    if (message.owed === 0) this.#retire(message)
  }

  [Symbol.iterator](): Iterator<Message> {
    return this.#kept.values()
  }

  #retire(message: Message): void {
    if (!message.queued) {
      message.queued = true
      this.#handled.push(message)
    }
    while (this.#handled.size > this.#retain) {
      const oldest = this.#handled.shift()
      if (oldest === undefined) return
      oldest.queued = false
      if (oldest.owed === 0) this.#kept.delete(oldest)
    }
  }
}
