import type { Adapter, AdapterCapabilities, PortCall } from './call'

export interface EventBusCapabilities extends AdapterCapabilities {
  /** `replay` works. */
  readonly replay: boolean
}

export interface BusMessage {
  /** Messages of one key are delivered in the order in which they were published. */
  readonly key: string
  readonly value: Uint8Array
}

export interface BusDelivery {
  readonly topic: string
  readonly key: string
  readonly value: Uint8Array
  /** 1 for the first try within this subscription's group; at least that after a restart. */
  readonly attempt: number
  readonly publishedAtMs: number
  /** Tells the bus that work goes on. False: the message was given to another consumer, stop working on it. */
  heartbeat(): Promise<boolean>
}

/**
 * What becomes of a message. A handler that throws means `retry` with the bus's own delay.
 * The message counts as handled only once a verdict has been accepted: a consumer that dies before is as if it had
 * never seen it.
 */
export type Verdict =
  | { readonly kind: 'ack' }
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'dead-letter'; readonly code: string; readonly cause: string }

export interface SubscribeParams {
  readonly topic: string
  /**
   * A group gets each message once between all its subscriptions, from where the group stands (a new group: from the
   * oldest message kept). Absent: a broadcast, each subscription gets every message published from now on, once, and
   * nothing is kept for it while it is away; its verdicts are ignored.
   */
  readonly group?: string
  /** Handles one message of a key at a time; later ones of the key wait, also while one is retried. */
  readonly handler: (delivery: BusDelivery) => Promise<Verdict>
  /** Handlers running at once in this subscription. */
  readonly concurrency: number
  /** A message without verdict or heartbeat for so long is given to another consumer of the group. */
  readonly ackTimeoutMs: number
}

export interface Subscription {
  /** Takes no further messages, waits for running handlers, gives back what was not handled. May be called again. */
  close(): Promise<void>
}

export interface DeadLetter {
  readonly topic: string
  readonly group: string
  readonly key: string
  readonly value: Uint8Array
  readonly code: string
  readonly cause: string
  readonly attempts: number
}

/** Messages from those who make them to groups of those who handle them: at least once, in order per key. */
export interface EventBus extends Adapter {
  readonly capabilities: EventBusCapabilities

  /**
   * Makes a group exist, standing at the oldest message kept. From then on every message is kept until the group has
   * handled it, whether anybody subscribes or not. Repeating it changes nothing; `subscribe` implies it.
   */
  ensureGroup(params: { readonly topic: string; readonly group: string }, call?: PortCall): Promise<void>

  /** Durable for all groups of the topic before it answers. All of the messages, or an error. */
  publish(params: { readonly topic: string; readonly messages: readonly BusMessage[] }, call?: PortCall): Promise<void>

  /** Resolves when the subscription receives messages. */
  subscribe(params: SubscribeParams, call?: PortCall): Promise<Subscription>

  /** Messages that the group has not handled yet, the ones in work and those waiting for a retry included. */
  lag(params: { readonly topic: string; readonly group: string }, call?: PortCall): Promise<number>

  /**
   * Hands the group every kept message published at or after `fromMs` once more, behind what it still has to do.
   * Answers how many.
   */
  replay(
    params: { readonly topic: string; readonly group: string; readonly fromMs: number },
    call?: PortCall,
  ): Promise<number>

  /** Dead letters of a group, oldest first. */
  deadLetters(
    params: { readonly topic: string; readonly group: string; readonly limit: number },
    call?: PortCall,
  ): Promise<readonly DeadLetter[]>
}
