import { FeedError } from '@feed-engine/core'
import { toFeedError } from '../client/errors'
import type { OutgoingMessage } from '../client/kafka-client'

export interface SendQueueParams {
  /** Bytes of one request. */
  readonly maxBytes: number
  readonly send: (messages: readonly OutgoingMessage[]) => Promise<void>
}

/** Messages that go together, in order. */
export interface Parcel {
  readonly messages: readonly OutgoingMessage[]
  readonly bytes: number
  /** Aborted once nobody waits for it any more: then it is not sent, unless it is on its way. */
  readonly over?: AbortSignal | undefined
}

interface Waiting extends Parcel {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * The way to one topic: one request at a time, in order, and in the next one all that has come meanwhile. So many small
 * publishes cost few requests, and none waits in the client, which would send it long after its caller gave up. Those
 * that share a request share its failure, unless it is the size of one of them.
 */
export class SendQueue {
  readonly #params: SendQueueParams
  #waiting: Waiting[] = []
  #sending: Promise<void> = Promise.resolve()
  #busy = false
  #closed = false

  constructor(params: SendQueueParams) {
    this.#params = params
  }

  add(parcel: Parcel): Promise<void> {
    if (this.#closed) return Promise.reject(closedError())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...parcel, resolve, reject })
      if (!this.#busy) this.#sending = this.#sendAll()
    })
  }

  /** Refuses what waits, and resolves when the request that is under way has ended. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { reject } of this.#waiting.splice(0)) reject(closedError())
    await this.#sending
  }

  async #sendAll(): Promise<void> {
    this.#busy = true
    for (let next = this.#next(); next.length > 0; next = this.#next()) await this.#send(next)
    this.#busy = false
  }

  /** The parcels of the next request; those that are over are left out. */
  #next(): readonly Waiting[] {
    const [over, wanted] = [[] as Waiting[], [] as Waiting[]]
    for (const each of this.#waiting) (each.over?.aborted === true ? over : wanted).push(each)
    for (const { reject } of over) reject(abandonedError())
    let [count, bytes] = [0, 0]
    while (count < wanted.length && (count === 0 || bytes + (wanted[count]?.bytes ?? 0) <= this.#params.maxBytes)) {
      bytes += wanted[count]?.bytes ?? 0
      count++
    }
    this.#waiting = wanted.slice(count)
    return wanted.slice(0, count)
  }

  async #send(parcels: readonly Waiting[]): Promise<void> {
    try {
      await this.#params.send(parcels.flatMap(({ messages }) => messages))
    } catch (error) {
      if (parcels.length > 1 && toFeedError(error, 'write').code === 'PAYLOAD_TOO_LARGE') {
        for (const each of parcels) await this.#send([each])
      } else {
        for (const { reject } of parcels) reject(error)
      }
      return
    }
    for (const { resolve } of parcels) resolve()
  }
}

function closedError(): FeedError {
  return new FeedError({ code: 'CLOSED', rule: 'the bus is closed' })
}

function abandonedError(): FeedError {
  return new FeedError({ code: 'ABORTED', rule: 'the call was over before the messages were sent' })
}
