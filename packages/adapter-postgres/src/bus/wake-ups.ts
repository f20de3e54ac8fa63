import type { Logger } from '@feed-engine/core'
import type { PostgresClient } from '../database/client'
import type { Database } from '../database/database'
import { Alarm } from './alarm'

/** Somebody who wants to know of messages on a topic. */
interface Sleeper {
  readonly topic: string
  readonly alarm: Alarm
}

/**
 * Wakes consumers when something was published, by this process or, by notification, another one. Only a hint: it may
 * be lost with a connection, and consumers look by themselves now and then.
 */
export class WakeUps {
  readonly #database: Database
  readonly #listens: boolean
  readonly #retryMs: number
  readonly #logger: Logger
  readonly #sleepers = new Set<Sleeper>()
  readonly #listening: Alarm
  #listener: Promise<void> | undefined
  #closed = false
  #broken = false

  constructor(params: {
    readonly database: Database
    readonly listens: boolean
    readonly retryMs: number
    readonly logger: Logger
  }) {
    this.#database = params.database
    this.#listens = params.listens
    this.#retryMs = params.retryMs
    this.#logger = params.logger
    this.#listening = new Alarm(params.database.timers)
  }

  /** Answers how to leave again. */
  add(topic: string, alarm: Alarm): () => void {
    const sleeper = { topic, alarm }
    this.#sleepers.add(sleeper)
    if (this.#listens && !this.#closed) this.#listener ??= this.#listen()
    return () => this.#sleepers.delete(sleeper)
  }

  /** @param topic empty: whichever */
  wake(topic: string): void {
    for (const sleeper of this.#sleepers) {
      if (topic === '' || sleeper.topic === topic) sleeper.alarm.wake()
    }
  }

  /** Gives the listening connection back. */
  async close(): Promise<void> {
    this.#closed = true
    this.#listening.wake()
    await this.#listener
  }

  async #listen(): Promise<void> {
    while (!this.#closed) {
      try {
        const client = await this.#database.connect()
        if (client.on === undefined) {
          client.release()
          return
        }
        await this.#listenOn(client)
      } catch (error) {
        this.#logger.warn('cannot listen for notifications yet, consumers poll', { error: String(error) })
      }
      if (!this.#closed) await this.#listening.sleep(this.#retryMs)
    }
  }

  /** Until the connection breaks or the bus closes; ends the connection, which nobody else shall get listening. */
  async #listenOn(client: PostgresClient): Promise<void> {
    const onBroken = (): void => {
      this.#broken = true
      this.#listening.wake()
    }
    this.#broken = false
    client.on?.('error', onBroken)
    client.on?.('notification', (notification) => this.wake(payloadOf(notification)))
    const listening = client.query(`listen "${this.#database.schema}"`)
    // What was published before it took effect was not announced to us.
    listening.then(() => this.wake(''), onBroken)
    try {
      while (!this.#closed && !this.#broken) await this.#listening.sleep(60_000)
    } finally {
      client.release(true)
    }
  }
}

/** The topic; none if the notification is not what we know. */
function payloadOf(notification: unknown): string {
  const payload = (notification as { readonly payload?: unknown } | undefined)?.payload
  return typeof payload === 'string' ? payload : ''
}
