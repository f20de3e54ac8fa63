import type { BusMessage, Clock, DeadLetter, Timers } from '@feed-engine/core'
import { copyIn } from '../byte-copies'
import type { Consumer } from './consumer'
import { ConsumerGroup } from './consumer-group'
import { DeadLetters } from './dead-letters'
import { type Message, MessageLog } from './message-log'

export interface Group {
  readonly consumers: ConsumerGroup
  readonly deadLetters: DeadLetters
}

/** One topic: its messages, the groups that handle each of them, and the broadcasts that only listen. */
export class Topic {
  readonly #name: string
  readonly #clock: Clock
  readonly #timers: Timers
  readonly #retain: number
  readonly #log: MessageLog
  readonly #groups = new Map<string, Group>()
  readonly #broadcasts = new Set<ConsumerGroup>()

  constructor(params: {
    readonly name: string
    readonly clock: Clock
    readonly timers: Timers
    readonly retainMessages: number
  }) {
    this.#name = params.name
    this.#clock = params.clock
    this.#timers = params.timers
    this.#retain = params.retainMessages
    this.#log = new MessageLog(params.retainMessages)
  }

  /** All of the messages or, when one cannot be read, none. */
  publish(published: readonly BusMessage[]): void {
    const publishedAtMs = this.#clock.now()
    const messages = published.map(({ key, value }): Message => {
      return { key, value: copyIn(value), publishedAtMs, owed: this.#groups.size, queued: false }
    })
    for (const message of messages) {
      this.#log.append(message)
      for (const group of this.#groups.values()) group.consumers.enqueue(message)
      for (const broadcast of this.#broadcasts) broadcast.enqueue(message)
    }
  }

  /** A new group begins with the oldest message kept. */
  ensureGroup(name: string): Group {
    const known = this.#groups.get(name)
    if (known !== undefined) return known
    const group = this.#createGroup(name)
    this.#groups.set(name, group)
    this.#handOver(group, this.#log)
    return group
  }

  /** Answers how the consumer leaves again. */
  join(groupName: string, consumer: Consumer): () => Promise<void> {
    const { consumers } = this.ensureGroup(groupName)
    consumers.join(consumer)
    return () => consumers.leave(consumer)
  }

  /** Answers how the consumer leaves again; what it has not been given by then is dropped. */
  joinBroadcast(consumer: Consumer): () => Promise<void> {
    const broadcast = new ConsumerGroup({
      topic: this.#name,
      clock: this.#clock,
      timers: this.#timers,
      redelivers: false,
      onHandled: () => undefined,
      onDeadLetter: () => undefined,
    })
    this.#broadcasts.add(broadcast)
    broadcast.join(consumer)
    return () => {
      this.#broadcasts.delete(broadcast)
      return broadcast.leave(consumer)
    }
  }

  /** A group that never subscribed has everything kept still before it. */
  lag(groupName: string): number {
    return this.#groups.get(groupName)?.consumers.lag ?? this.#log.size
  }

  replay(groupName: string, fromMs: number): number {
    const group = this.#groups.get(groupName)
    if (group === undefined) return 0
    return this.#handOver(
      group,
      [...this.#log].filter((message) => message.publishedAtMs >= fromMs),
    )
  }

  deadLetters(groupName: string, limit: number): readonly DeadLetter[] {
    return this.#groups.get(groupName)?.deadLetters.list(limit) ?? []
  }

  #createGroup(name: string): Group {
    const deadLetters = new DeadLetters(this.#retain)
    const consumers = new ConsumerGroup({
      topic: this.#name,
      clock: this.#clock,
      timers: this.#timers,
      redelivers: true,
      onHandled: (message) => this.#log.settle(message),
      onDeadLetter: ({ key, value }, cause) =>
        deadLetters.add({ topic: this.#name, group: name, key, value, ...cause }),
    })
    return { consumers, deadLetters }
  }

  #handOver(group: Group, messages: Iterable<Message>): number {
    let count = 0
    for (const message of messages) {
      message.owed++
      group.consumers.enqueue(message)
      count++
    }
    return count
  }
}
