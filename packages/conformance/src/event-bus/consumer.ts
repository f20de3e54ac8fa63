import type { BusDelivery, BusMessage, EventBus, SubscribeParams, Subscription, Verdict } from '@feed-engine/core'
import type { ContextOf } from '../kit/rule'
import type { Time } from '../kit/time'

export const ACK: Verdict = { kind: 'ack' }
/** Long enough that no message of a rule is taken away by itself. */
export const LONG_ACK_TIMEOUT_MS = 120_000

export type Handler = SubscribeParams['handler']
type Params = Pick<SubscribeParams, 'topic'> & Partial<SubscribeParams>

/** A subscription that writes down what it gets. */
export interface Consumer {
  /** In the order of arrival. */
  readonly deliveries: readonly BusDelivery[]
  readonly subscription: Subscription
}

/** Subscribes; acknowledges everything unless a handler is given. */
export async function consume(bus: EventBus, params: Params): Promise<Consumer> {
  const { handler = () => Promise.resolve(ACK), ...rest } = params
  const deliveries: BusDelivery[] = []
  const subscription = await bus.subscribe({
    concurrency: 16,
    ackTimeoutMs: LONG_ACK_TIMEOUT_MS,
    ...rest,
    handler: (delivery) => {
      deliveries.push(delivery)
      return handler(delivery)
    },
  })
  return { deliveries, subscription }
}

export function message(key: string, text: string): BusMessage {
  return { key, value: new TextEncoder().encode(text) }
}

export function textOf({ value }: { readonly value: Uint8Array }): string {
  return new TextDecoder().decode(value)
}

export function textsOf(deliveries: readonly { readonly value: Uint8Array }[]): string[] {
  return deliveries.map(textOf)
}

/** Messages `prefix0`, `prefix1`, … of one key. */
export function messages(key: string, count: number, prefix = ''): BusMessage[] {
  return Array.from({ length: count }, (_, index) => message(key, `${prefix}${index}`))
}

export function untilHandled(
  bus: EventBus,
  time: Time,
  params: { readonly topic: string; readonly group: string },
): Promise<void> {
  return time.until(async () => (await bus.lag(params)) === 0, 'the group handles everything')
}

/** Counts deliveries of each message by itself: rules have to end also where a bus miscounts its attempts. */
export function countTries(): (received: { readonly value: Uint8Array }) => number {
  const tries = new Map<string, number>()
  return (received) => {
    const count = (tries.get(textOf(received)) ?? 0) + 1
    tries.set(textOf(received), count)
    return count
  }
}

/** A verdict that a rule gives when it likes, and at the latest when it ends: handlers must not outlive their rule. */
export class Gate {
  readonly promise: Promise<Verdict>
  #open: (verdict: Verdict) => void = () => undefined

  constructor({ atEnd }: Pick<ContextOf<'eventBus'>, 'atEnd'>) {
    this.promise = new Promise((resolve) => {
      this.#open = resolve
    })
    atEnd(() => this.open(ACK))
  }

  open(verdict: Verdict): void {
    this.#open(verdict)
  }
}
