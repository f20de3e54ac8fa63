import { type RedisClient, type RedisSubscriber, subscriberOf } from '../client/redis-client'

/** Told that a partition may have something new. */
export type WakeUpListener = (partition: number) => void

/**
 * News of messages, from every process to every other by publish and subscribe: one connection per process, whatever
 * the number of streams, in a cluster too. News may get lost; whoever waits looks by itself now and then.
 */
export class WakeUps {
  readonly #client: RedisClient
  readonly #listeners = new Map<string, Set<WakeUpListener>>()
  #subscriber: RedisSubscriber | undefined

  constructor(client: RedisClient) {
    this.#client = client
  }

  /** Answers how to end it. */
  listen(channel: string, listener: WakeUpListener): () => void {
    let listeners = this.#listeners.get(channel)
    if (listeners === undefined) {
      listeners = new Set()
      this.#listeners.set(channel, listeners)
    }
    listeners.add(listener)
    return () => this.#leave(channel, listener)
  }

  /** Resolves when news of a channel arrives. */
  async connected(channel: string): Promise<void> {
    this.#subscriber ??= this.#connect()
    // Subscribing again changes nothing, and its answer comes after that of the first.
    await this.#subscriber.subscribe(channel)
  }

  close(): void {
    this.#listeners.clear()
    this.#subscriber?.disconnect()
    this.#subscriber = undefined
  }

  #leave(channel: string, listener: WakeUpListener): void {
    const listeners = this.#listeners.get(channel)
    listeners?.delete(listener)
    if (listeners?.size === 0) this.#listeners.delete(channel)
  }

  #connect(): RedisSubscriber {
    const subscriber = subscriberOf(this.#client)
    subscriber.on('ready', () => this.#subscribeAnew(subscriber))
    // The client's first connection tells of trouble; without a listener this one would print it.
    subscriber.on('error', () => undefined)
    subscriber.on('message', (channel, partition) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(Number(partition))
    })
    return subscriber
  }

  #subscribeAnew(subscriber: RedisSubscriber): void {
    const channels = [...this.#listeners.keys()]
    if (channels.length > 0) subscriber.subscribe(...channels).catch(() => undefined)
  }
}
