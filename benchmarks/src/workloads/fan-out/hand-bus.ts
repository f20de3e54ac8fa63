import type { BusDelivery, EventBus, SubscribeParams, Verdict } from '@feed-engine/core'

/** A bus without a queue: a message goes straight to the handler of its topic, and resolves with the verdict. */
export class HandBus implements EventBus {
  readonly name = 'hand'
  readonly capabilities = Object.freeze({ durable: false, replay: false })
  readonly #handlers = new Map<string, SubscribeParams['handler']>()

  /** Hands one message over. Fails if nobody has subscribed to its topic. */
  hand(topic: string, key: string, value: Uint8Array): Promise<Verdict> {
    const handler = this.#handlers.get(topic)
    if (handler === undefined) throw new Error(`nobody subscribes to ${topic}`)
    const delivery: BusDelivery = {
      topic,
      key,
      value,
      attempt: 1,
      publishedAtMs: 0,
      heartbeat: async () => true,
    }
    return handler(delivery)
  }

  async subscribe({ topic, handler }: SubscribeParams): Promise<{ close(): Promise<void> }> {
    this.#handlers.set(topic, handler)
    return { close: async () => void this.#handlers.delete(topic) }
  }

  async publish(params: { readonly topic: string; readonly messages: readonly { key: string; value: Uint8Array }[] }) {
    for (const { key, value } of params.messages) await this.hand(params.topic, key, value)
  }

  async ensureGroup(): Promise<void> {}
  async lag(): Promise<number> {
    return 0
  }
  async replay(): Promise<number> {
    return 0
  }
  async deadLetters(): Promise<readonly []> {
    return []
  }
  async close(): Promise<void> {}
}
